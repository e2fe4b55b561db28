// All items of a table, for an operator's command; the service itself never reads a whole table.

import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../table.ts';
import { fromAttributes } from './attributes.ts';

/** Pages in any order. */
export type Scan = () => AsyncIterable<readonly Item[]>;

export const createScan = (client: DynamoDBClient, TableName: string, Limit = 1_000): Scan =>
  async function* () {
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const input = { TableName, ExclusiveStartKey, Limit, ConsistentRead: true };
      const page = await client.send(new ScanCommand(input));
      yield (page.Items ?? []).map((item) => fromAttributes<Item>(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  };
