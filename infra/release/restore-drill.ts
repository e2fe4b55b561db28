// Restores tables on trial beside themselves, looks whether they are what they were, and deletes what was restored.
import { isDeepStrictEqual } from 'node:util';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateListTables,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient();

export interface Drill {
  readonly table: string;
  /** From the request until the restored table could be read. */
  readonly seconds: number;
  /** Items that were looked at, and those of them that are in the table now as they were. */
  readonly sampled: number;
  readonly same: number;
  /** Why it must not be relied on. */
  readonly fault?: string;
}

export interface DrillOptions {
  /** ISO time; the latest that can be restored where none is named. */
  readonly at?: string | undefined;
  /** Between two looks at a table that is being restored. */
  readonly pauseMs?: number;
  readonly limitMs?: number;
}

/** An hour is promised (docs/disaster.md), with what has to be done beside it. */
const withinMs = 50 * 60_000;

const ending = '-drill';
const sample = 100;

/** Of the stage's services, without those of a drill before. */
export const tablesOf = async (
  stage: string,
  of: DynamoDBClient = client,
): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const page of paginateListTables({ client: of }, {})) {
    names.push(...(page.TableNames ?? []));
  }
  const prefix = `tandem-${stage}-`;
  return names.filter((name) => name.startsWith(prefix) && !name.endsWith(ending));
};

const describe = async (TableName: string): Promise<TableDescription> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table === undefined) throw new Error(`${TableName} is not described`);
  return Table;
};

const isActive = async (name: string, { pauseMs = 15_000, limitMs = withinMs }: DrillOptions) => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const { TableStatus } = await describe(name);
    if (TableStatus === 'ACTIVE') return true;
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
};

const formOf = ({ KeySchema, GlobalSecondaryIndexes = [], SSEDescription }: TableDescription) => ({
  keys: KeySchema,
  indexes: GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).toSorted(),
  encryptedBy: SSEDescription?.KMSMasterKeyArn,
});

/** What has changed since is not the same, and no fault: most of a sample has not. */
const compare = async (table: string, restored: string) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: restored, Limit: sample }));
  const { KeySchema = [] } = await describe(table);
  const keyOf = (item: (typeof Items)[number]) =>
    Object.fromEntries(
      KeySchema.flatMap(({ AttributeName = '' }) => {
        const value = item[AttributeName];
        return value === undefined ? [] : [[AttributeName, value]];
      }),
    );
  const found = await Promise.all(
    Items.map(async (item) => {
      const Key = keyOf(item);
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
      return isDeepStrictEqual(Item, item);
    }),
  );
  return { sampled: Items.length, same: found.filter(Boolean).length };
};

const isEmpty = async (TableName: string): Promise<boolean> =>
  ((await client.send(new ScanCommand({ TableName, Limit: 1 }))).Items ?? []).length === 0;

const faultOf = async (table: string, restored: string, { sampled, same }: typeof none) => {
  const [original, copy] = await Promise.all([describe(table), describe(restored)]);
  if (!isDeepStrictEqual(formOf(copy), formOf(original))) return 'has another form';
  if (sampled === 0) return (await isEmpty(table)) ? undefined : 'is empty';
  return same === 0 ? 'has no item that is in the table' : undefined;
};

const none = { sampled: 0, same: 0 };

export const drill = async (table: string, options: DrillOptions = {}): Promise<Drill> => {
  const restored = `${table}${ending}`;
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const { at } = options;
  try {
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: table,
        TargetTableName: restored,
        ...(at === undefined
          ? { UseLatestRestorableTime: true }
          : { RestoreDateTime: new Date(at) }),
      }),
    );
  } catch (error) {
    // Nothing was made, so nothing is deleted: a table of this name is somebody else's.
    return { table, seconds: seconds(), ...none, fault: (error as Error).message };
  }
  try {
    if (!(await isActive(restored, options))) {
      return { table, seconds: seconds(), ...none, fault: 'is not restored in time' };
    }
    const took = seconds();
    const compared = await compare(table, restored);
    const fault = await faultOf(table, restored, compared);
    return { table, seconds: took, ...compared, ...(fault === undefined ? {} : { fault }) };
  } catch (error) {
    return { table, seconds: seconds(), ...none, fault: (error as Error).message };
  } finally {
    await client.send(new DeleteTableCommand({ TableName: restored })).catch((error: Error) => {
      console.error(`${restored} is left behind: ${error.message}`);
    });
  }
};
