// One look at everything the system keeps: tables, the provider's books, mails, queues and what the logs say was handled.

import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Service, services } from '../../events/routes.ts';
import type {
  ProviderOperation,
  SentMail,
  Snapshot,
  StoredItem,
} from '../../functions/auditor/domain/snapshot.ts';
import { republish } from '../../functions/outbox-relay/republish.ts';
import { createOutboxes } from '../../functions/outbox-relay/store.ts';
import { createScan } from '../../platform/data/dynamodb/scan.ts';
import type { Shop } from '../support/shop.ts';
import { followLogs, type LogLine } from './log-follower.ts';

export interface Queue {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly deadLetter: { readonly name: string; readonly visible: number } | null;
}

export interface Looker {
  table(service: Service): Promise<StoredItem[]>;
  /** Where things stand, and what is not published yet. */
  unfinished(service: Service): Promise<StoredItem[]>;
  queues(): Promise<Queue[]>;
  /** Structured lines since the run began; to be called now and then, before log files have been filled twice. */
  logs(): readonly LogLine[];
  take(): Promise<Snapshot>;
  /** What an operator does when a stream has lost records; answers and tells how many commits it was. */
  republish(since: string, progress?: (commits: number) => void): Promise<number>;
}

const tableOf = (service: Service) => `tandem-dev-${service === 'auth' ? 'users' : service}`;

type Filter = Pick<
  ScanCommand['input'],
  'FilterExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const commitsAndPending: Filter = {
  FilterExpression: 'begins_with(#sk, :commit) OR attribute_exists(#pending)',
  ExpressionAttributeNames: { '#sk': 'sk', '#pending': 'pending' },
  ExpressionAttributeValues: { ':commit': { S: 'COMMIT#' } },
};

export const createLooker = (shop: Shop, awsUrl: string, logDirectory: string): Looker => {
  const client = new DynamoDBClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 5,
  });

  const scan = async (service: Service, only: Filter = {}): Promise<StoredItem[]> => {
    const items: StoredItem[] = [];
    let ExclusiveStartKey: ScanCommand['input']['ExclusiveStartKey'];
    do {
      const TableName = tableOf(service);
      const page = await client.send(
        new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey, ...only }),
      );
      items.push(...(page.Items ?? []).map((item) => unmarshall(item) as StoredItem));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return items;
  };

  const logs = followLogs(logDirectory);

  const provider = async (): Promise<ProviderOperation[]> =>
    (JSON.parse(await shop.providerLedger()) as { operations: ProviderOperation[] }).operations;

  return {
    table: (service) => scan(service),
    unfinished: (service) => scan(service, commitsAndPending),
    queues: () => shop.helper<Queue[]>('queues'),
    logs,
    republish: async (since, tell = () => {}) => {
      const logged = ['orders', 'products', 'payments'];
      const tables = Object.fromEntries(logged.map((name) => [`tandem-dev-${name}`, name]));
      const outboxes = createOutboxes(client, tables);
      const soFar = new Map<string, number>();
      const commits = () => [...soFar.values()].reduce((all, one) => all + one, 0);
      await Promise.all(
        Object.keys(tables).map((table) => {
          const progress = ({ commits: ofTable }: { readonly commits: number }) => {
            soFar.set(table, ofTable);
            tell(commits());
          };
          const scan = createScan(client, table);
          return republish({ tables, table, scan, outboxes, progress }, since);
        }),
      );
      return commits();
    },
    take: async () => {
      const tables = {} as Record<Service, StoredItem[]>;
      for (const service of services) tables[service] = await scan(service);
      const seen = logs()
        .filter(({ message }) => message === 'message handled')
        // Notifications keeps what it did by other keys: an address by its version, a mail by its recipient.
        .filter(({ kind, source }) => kind === 'ignored' || source === 'notifications')
        .map(({ source, messageId }) => `${source} ${String(messageId)}`);
      return {
        at: new Date().toISOString(),
        tables,
        provider: await provider(),
        mails: await shop.helper<SentMail[]>('mailbox'),
        seen: new Set(seen),
        graceMs: 0,
      };
    },
  };
};
