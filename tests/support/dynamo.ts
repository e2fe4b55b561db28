// A real DynamoDB for tests: dynoxide on a free port with one service table, gone with the test file.

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { freePort } from '../../localstack/cloud/ports.ts';
import { findDynoxide, howToGetDynoxide } from '../../localstack/dynamodb/binary.ts';
import { clientOptions } from '../../platform/calls/aws.ts';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import type { Table } from '../../platform/data/table.ts';

export interface TestDatabase {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  /** Makes an empty table in the shape of every service table. */
  table(name: string): Promise<Table>;
  stop(): Promise<void>;
}

const answersWithinMs = 20_000;

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

export const startDatabase = async (): Promise<TestDatabase> => {
  const binary = findDynoxide();
  if (binary === undefined) throw new Error(howToGetDynoxide());
  const port = await freePort();
  const child = spawn(binary, ['--port', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // A third less of a processor a call; no time limits, a busy machine may take its time.
    cacheMiddleware: clientOptions.cacheMiddleware,
    logger: clientOptions.logger,
  });
  for (const deadline = Date.now() + answersWithinMs; ; ) {
    try {
      await client.send(new ListTablesCommand({}));
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
  return {
    client,
    endpoint,
    table: async (TableName) => {
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk', 'pending', 'pendingAt', 'due', 'dueAt'].map(string),
          KeySchema: keys('pk', 'sk'),
          GlobalSecondaryIndexes: [
            {
              IndexName: 'pending-index',
              KeySchema: keys('pending', 'pendingAt'),
              Projection: { ProjectionType: 'ALL' },
            },
            {
              IndexName: 'due-index',
              KeySchema: keys('due', 'dueAt'),
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
        }),
      );
      return createTable(client, TableName);
    },
    stop: async () => {
      client.destroy();
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
    },
  };
};
