// Health asks for the table of every service, and remembers for a while.
import type { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import { createTableCheck } from '../../functions/health/tables.ts';
import { createLog } from '../../platform/telemetry/log.ts';

const tables = { orders: 'tandem-dev-orders', auth: 'tandem-dev-users' };

let states: Record<string, string | Error>;
let asked: string[];
let now: number;
let lines: string[];
beforeEach(() => {
  [asked, lines, now] = [[], [], 0];
  states = { 'tandem-dev-orders': 'ACTIVE', 'tandem-dev-users': 'UPDATING' };
});

const check = () => {
  const client = {
    send: async ({ input: { TableName = '' } }: DescribeTableCommand) => {
      asked.push(TableName);
      const state = states[TableName];
      if (state instanceof Error) throw state;
      return { Table: { TableStatus: state } };
    },
  };
  const write = { write: (line: string) => void lines.push(line) };
  return createTableCheck({
    client: client as never,
    tables,
    clock: { now: () => now },
    log: createLog(
      { SERVICE: 'health', STAGE: 'dev', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
      write,
    ),
  });
};

it('nothing is missing while every table serves', async () => {
  expect(await check()()).toEqual([]);
  expect(asked).toEqual(['tandem-dev-orders', 'tandem-dev-users']);
});

it.each(['DELETING', 'CREATING', 'ARCHIVED', 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'])(
  'a table that is %s is missing',
  async (state) => {
    states['tandem-dev-users'] = state;
    expect(await check()()).toEqual(['auth']);
  },
);

it('a table that does not answer is missing, and the log names it', async () => {
  states['tandem-dev-orders'] = new Error('ResourceNotFoundException');
  expect(await check()()).toEqual(['orders']);
  expect(lines.join()).toContain('"table":"tandem-dev-orders"');
});

it('asks again after five seconds, not before', async () => {
  const missing = check();
  await missing();
  states['tandem-dev-orders'] = 'DELETING';
  now = 4_999;
  expect(await missing()).toEqual([]);
  expect(asked).toHaveLength(2);
  now = 5_000;
  expect(await missing()).toEqual(['orders']);
  states['tandem-dev-orders'] = 'ACTIVE';
  now = 10_000;
  expect(await missing()).toEqual([]);
});
