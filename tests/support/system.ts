// A whole system in this process, with every line it logs at hand.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Logs } from '../../localstack/cloud/logs/logs.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { seedAccounts } from '../../localstack/tandem/seed/accounts.ts';
import { type SystemOptions, startSystem } from '../../localstack/tandem/system.ts';
import { createShop, demo, type Shop } from './shop.ts';

export interface SystemUnderTest {
  readonly shop: Shop;
  readonly awsUrl: string;
  /** `<source>: <text>` of every line so far. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** The first request of a container waits for the keys of tokens, which a busy machine may have too late for it. */
const containersKnowKeys = async (shop: Shop): Promise<void> => {
  const token = await shop.tokenOf(demo);
  await Promise.all(
    ['/orders', '/inventory/X'].map((path) => shop.patiently('GET', path, { token })),
  );
};

/** Starts an assembly with the seed accounts and nothing else; rejects as the start does. */
export const startSystemUnderTest = async (
  assembly = '.local/assembly',
  options: Pick<SystemOptions, 'tasks' | 'dataDir'> = {},
): Promise<SystemUnderTest> => {
  const lines: string[] = [];
  const logs: Logs = {
    line: (source, text) => lines.push(`${source}: ${text}`),
    search: async () => [],
    listen: () => () => {},
    tail: () => [],
    close: () => {},
  };
  const ports = { api: await freePort(), aws: await freePort() };
  const system = await startSystem({ assembly, stage: 'dev', ports, logs, ...options });
  const awsUrl = `http://127.0.0.1:${ports.aws}`;
  const client = new DynamoDBClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await seedAccounts({ client, tableName: 'tandem-dev-users' });
  client.destroy();
  const shop = createShop(`http://localhost:${ports.api}/v1`, awsUrl);
  await containersKnowKeys(shop);
  return { shop, awsUrl, lines, stop: () => system.stop() };
};
