// Tables: what is in them, a partition or a page at a time, as the database gives it.

import {
  type Attributes,
  fromAttributes,
  toAttributes,
} from '../../platform/data/dynamodb/attributes.ts';
import type { MadeResource } from '../cloud/cloud.ts';
import type { Database } from '../dynamodb/dynoxide.ts';
import { countIn, named, type Route, RouteError } from './routing.ts';

interface Page {
  readonly Items?: readonly Attributes[];
  readonly LastEvaluatedKey?: Attributes;
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
}

export interface TableSources {
  readonly database: Pick<Database, 'call'>;
  readonly resources: () => readonly MadeResource[];
}

export const tableNames = ({ resources }: Pick<TableSources, 'resources'>): { name: string }[] =>
  resources()
    .filter(({ type }) => /^AWS::DynamoDB::(Global)?Table$/.test(type))
    .map(({ name }) => ({ name: name.slice(name.lastIndexOf('/') + 1) }));

function startKeyOf(cursor: string | null): object {
  if (cursor === null) return {};
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (typeof key === 'object' && key !== null) return { ExclusiveStartKey: key };
  } catch {
    // As any other text that is no cursor.
  }
  throw new RouteError(400, 'after must be the next of an answer before');
}

export function tableRoutes({ database, resources }: TableSources): Route[] {
  const indexesOf = async (TableName: string) => {
    const { Table } = (await database.call('DescribeTable', { TableName })) as {
      Table: { readonly GlobalSecondaryIndexes?: readonly Index[] };
    };
    return (Table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema }) => ({
      name: IndexName,
      key: KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '',
    }));
  };

  const list = () =>
    Promise.all(
      tableNames({ resources }).map(async ({ name }) => ({ name, indexes: await indexesOf(name) })),
    );

  /** The attribute whose value names a partition. */
  const keyOf = async (table: string, index: string | null): Promise<string> =>
    index === null ? 'pk' : named('index', await indexesOf(table), index).key;

  const read = async (name: string, query: URLSearchParams) => {
    const { name: TableName } = named('table', tableNames({ resources }), name);
    const [pk, index] = [query.get('pk'), query.get('index')];
    const key = await keyOf(TableName, index);
    const page = (await database
      .call(pk === null ? 'Scan' : 'Query', {
        TableName,
        Limit: countIn(query, 'limit', { fallback: 50, most: 500 }),
        ...(index !== null && { IndexName: index }),
        ...(pk !== null && {
          KeyConditionExpression: '#key = :pk',
          ExpressionAttributeNames: { '#key': key },
          ExpressionAttributeValues: toAttributes({ ':pk': pk }),
        }),
        ...startKeyOf(query.get('after')),
      })
      .catch((error: Error) => {
        throw new RouteError(400, `${error.name}: ${error.message}`);
      })) as Page;
    const last = page.LastEvaluatedKey;
    return {
      name: TableName,
      items: (page.Items ?? []).map((item) => fromAttributes(item)),
      next: last ? Buffer.from(JSON.stringify(last)).toString('base64url') : null,
    };
  };

  return [
    ['GET', /^\/_tandem\/tables$/, list],
    ['GET', /^\/_tandem\/tables\/([^/]+)$/, ({ name, query }) => read(name, query)],
  ];
}
