// Whoever reads the document finds at every member of every named schema what it is.
import { expect, it } from 'vitest';
import { words, wordsOf } from '../../events/http/words.ts';
import { openApiDocument } from '../../infra/documents/openapi/document.ts';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Member {
  readonly place: string;
  readonly name: string;
  readonly schema: Schema;
}

const membersOf = (schema: Schema, path: string): readonly Member[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const place = `${path}.${name}`;
    return [{ place, name, schema: child }, ...membersOf(child, place)];
  }),
  ...[schema.items ?? [], schema.anyOf ?? [], schema.oneOf ?? [], schema.allOf ?? []]
    .flat()
    .flatMap((part) => membersOf(part, path)),
];

const { components } = openApiDocument() as {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const members = Object.entries(components.schemas).flatMap(([name, schema]) =>
  membersOf(schema, name),
);

it('every member of every named schema says what it is, or has a schema that does', () => {
  expect(members.length).toBeGreaterThan(300);
  const silent = members.filter(({ schema }) => !schema.description && schema.$ref === undefined);
  expect(silent.map(({ place }) => place)).toEqual([]);
});

it('no word is kept that no document says', () => {
  const said = new Set(members.map(({ schema }) => schema.description));
  const unsaid = [...Object.entries(words), ...Object.entries(wordsOf)]
    .filter(([, text]) => !said.has(text))
    .map(([name]) => name);
  expect(unsaid).toEqual([]);
});
