// Which services have no table to work with.
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Log } from '../../platform/telemetry/log.ts';

export interface TablesNeeds {
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** Table name by service. */
  readonly tables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whoever asks often costs no more than this allows, and is told no news later. */
const rememberedMs = 5_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
const serving = new Set(['ACTIVE', 'UPDATING']);

/** Answers the services whose table is gone, or does not answer. */
export const createTableCheck = ({ client, tables, clock, log }: TablesNeeds) => {
  const isThere = async ([service, TableName]: [string, string]): Promise<boolean> => {
    try {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return serving.has(Table?.TableStatus ?? '');
    } catch (error) {
      log.error({ error, service, table: TableName }, 'the table does not answer');
      return false;
    }
  };

  const look = async (): Promise<readonly string[]> => {
    const all = Object.entries(tables);
    const found = await Promise.all(all.map(isThere));
    return all.flatMap(([service], index) => (found[index] ? [] : [service]));
  };

  let last: { readonly at: number; readonly missing: Promise<readonly string[]> } | undefined;
  return (): Promise<readonly string[]> => {
    const now = clock.now();
    if (last === undefined || now - last.at >= rememberedMs) last = { at: now, missing: look() };
    return last.missing;
  };
};
