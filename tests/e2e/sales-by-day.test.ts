// A consumer that is deployed beside a system that does not know of it: it counts what is told, and a replay of the archive gives a new one what was before it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../../localstack/cli/command.ts';
import { synthesise } from '../../localstack/cli/prepare.ts';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { facts } from '../../localstack/commands/facts.ts';
import { demo, order } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

const TableName = 'tandem-dev-sales-by-day';
const directory = mkdtempSync(join(tmpdir(), 'tandem-sales-'));
const dataDir = join(directory, 'data');

let system: SystemUnderTest;
let database: DynamoDBClient;
let sold: number;

beforeAll(async () => {
  const assembly = join(directory, 'assembly');
  await synthesise('dev', { example: 'sales-by-day' }, assembly);
  system = await startSystemUnderTest(assembly, { dataDir });
  database = new DynamoDBClient({
    endpoint: system.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const sku = await system.shop.newSku(10);
  const token = await system.shop.tokenOf(demo);
  const totals: number[] = [];
  for (let count = 0; count < 2; count += 1) {
    const { body } = await system.shop.place(token, order(sku));
    const settled = await system.shop.settled(token, body.id);
    expect(settled.status).toBe('confirmed');
    totals.push(settled.totals.total.amount);
  }
  sold = totals.reduce((all, each) => all + each, 0);
});

afterAll(async () => {
  database?.destroy();
  await system?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const items = async () => (await database.send(new ScanCommand({ TableName }))).Items ?? [];

/** Of all days, since the orders may stand on both sides of midnight. */
const sums = async () => {
  const found = (await items()).filter(({ pk }) => pk?.S?.startsWith('SALES#'));
  const sum = (name: string) => found.reduce((all, item) => all + Number(item[name]?.N), 0);
  return { orders: sum('orders'), amount: sum('amount') };
};

const confirmed = async (...flags: readonly string[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  const terminal = { ...createTerminal(), line: (text = '') => void lines.push(text) };
  const wanted = ['--data', dataDir, '--type', 'orders.order-confirmed.v1'];
  expect(await runCommand(facts, [...wanted, ...flags], terminal)).toBe(0);
  return lines;
};

const replay = async (): Promise<string> => {
  const lines = await confirmed('--to', `${TableName}-inbox`, '--endpoint', system.awsUrl);
  return lines.join('\n');
};

/** The archive is written by the second, so a consumer can know of an order before it does. */
const archived = async (): Promise<number> => (await confirmed()).length;

const ignored = () => system.lines.filter((line) => line.includes('was counted before')).length;

it('counts the orders that topics tell', async () => {
  await expect.poll(sums).toEqual({ orders: 2, amount: sold });
});

it('knows after a replay what was sold before it was there', async () => {
  for (const { pk, sk } of await items()) {
    if (pk === undefined || sk === undefined) continue;
    await database.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
  }
  expect(await sums()).toEqual({ orders: 0, amount: 0 });
  await expect.poll(archived).toBe(2);
  expect(await replay()).toBe(`2 sent to ${TableName}-inbox`);
  await expect.poll(sums).toEqual({ orders: 2, amount: sold });
});

it('counts nothing twice, however often the archive is replayed', async () => {
  const before = ignored();
  await replay();
  await expect.poll(() => ignored() - before).toBe(2);
  expect(await sums()).toEqual({ orders: 2, amount: sold });
});
