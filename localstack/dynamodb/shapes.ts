// What a table and its indexes are keyed by and hold, read out of a template or of a description.
import type { Resource } from '../cloud/cloud.ts';
import { object, objects, type Properties, texts } from '../cloud/read.ts';
import type { Shape, Shapes } from './requests/reads.ts';

/** Names, that of the partition first. */
const keysOf = (keys: Properties): string[] =>
  objects(keys, 'KeySchema')
    .sort((one) => (one.KeyType === 'HASH' ? -1 : 1))
    .map(({ AttributeName }) => String(AttributeName));

/** Keys with their types, indexes and what they hold: of a table that is there nothing of it is changed; on AWS whole global indexes come and go. */
export function fixedParts(table: Properties): string {
  const indexTexts = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((kind) =>
    objects(table, kind).map((index) => {
      const projection = object(index, 'Projection');
      const held = texts(projection, 'NonKeyAttributes').sort();
      return JSON.stringify([index.IndexName, keysOf(index), projection.ProjectionType, held]);
    }),
  );
  const types = objects(table, 'AttributeDefinitions').map(
    ({ AttributeName, AttributeType }) => `${AttributeName} ${AttributeType}`,
  );
  return JSON.stringify([keysOf(table), indexTexts.sort(), types.sort()]);
}

export function registerShapes({ properties }: Resource, shapes: Shapes, name: string): void {
  const types = new Map(
    objects(properties, 'AttributeDefinitions').map((one) => [
      String(one.AttributeName),
      String(one.AttributeType),
    ]),
  );
  const shapeOf = (keyed: Properties, projected?: Shape['projected']): Shape => {
    const keys = keysOf(keyed);
    return {
      partitionKey: keys[0] ?? '',
      keys,
      types: new Map([...types].filter(([name]) => keys.includes(name))),
      ...(projected && { projected }),
    };
  };
  shapes.set(name, shapeOf(properties));
  for (const index of objects(properties, 'LocalSecondaryIndexes')) {
    shapes.set(`${name}/${index.IndexName}`, shapeOf(index));
  }
  for (const index of objects(properties, 'GlobalSecondaryIndexes')) {
    const projection = object(index, 'Projection');
    const held = [
      ...keysOf(properties),
      ...keysOf(index),
      ...texts(projection, 'NonKeyAttributes'),
    ];
    const hasAll = projection.ProjectionType === 'ALL';
    shapes.set(`${name}/${index.IndexName}`, shapeOf(index, hasAll ? undefined : new Set(held)));
  }
}
