// All items of a table, for an operator's command; the service itself never reads a whole table.

import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../table.ts';

/** Pages in any order. */
export type Scan = () => AsyncIterable<readonly Item[]>;

export const createScan = (client: DynamoDBClient, TableName: string, Limit = 1_000): Scan =>
  async function* () {
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const input = { TableName, ExclusiveStartKey, Limit, ConsistentRead: true };
      const page = await client.send(new ScanCommand(input));
      yield (page.Items ?? []).map((item) => unmarshall(item) as Item);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  };
