// One look at all tables, read page by page; it never writes, and says when it could not see all.

import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { type Service, services } from '../../events/routes.ts';
import { fromAttributes } from '../../platform/data/dynamodb/attributes.ts';
import type { Snapshot, StoredItem } from './domain/snapshot.ts';

export interface LookOptions {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<Service, string>>;
  /** No further page is read after this time (milliseconds since 1970). */
  readonly until: number;
  readonly now: () => number;
  /** Items of one table; more would not fit into the memory. */
  readonly limit: number;
  readonly graceMs: number;
}

export interface Look {
  readonly snapshot: Snapshot;
  readonly items: number;
  /** False when a table was too large to be read in time. */
  readonly complete: boolean;
}

/** A page has at most a megabyte anyway; some emulators read a whole table for a page without a limit. */
const pageItems = 1_000;

export const lookAtAll = async (options: LookOptions): Promise<Look> => {
  const { client, tables, until, now, limit, graceMs } = options;
  const at = new Date(now()).toISOString();
  let complete = true;

  // Not consistent, for half the price: what is seen a second late has changed within the grace, or is seen by the second look.
  const read = async (TableName: string): Promise<StoredItem[]> => {
    const items: StoredItem[] = [];
    let ExclusiveStartKey: ScanCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(
        new ScanCommand({ TableName, ExclusiveStartKey, Limit: pageItems }),
      );
      items.push(...(page.Items ?? []).map((item) => fromAttributes<StoredItem>(item)));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && items.length < limit && now() < until);
    if (ExclusiveStartKey !== undefined) complete = false;
    return items;
  };

  const found = await Promise.all(
    services.map(async (service) => [service, await read(tables[service])] as const),
  );
  const byService = Object.fromEntries(found) as Record<Service, StoredItem[]>;
  return {
    snapshot: { at, tables: byService, graceMs },
    items: found.reduce((all, [, items]) => all + items.length, 0),
    complete,
  };
};
