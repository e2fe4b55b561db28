// Operators' commands on a real table: what they find, what they change, and how they end.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScan } from '../../platform/data/dynamodb/scan.ts';
import type { Item, Table } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders } from '../support/order-service.ts';
import { shippingAddress } from '../support/orders.ts';
import { shop, single } from '../support/products.ts';

const rebuildViews = 'containers/orders/lists/rebuild-views.ts';
const reconcile = 'containers/products/stock/reconcile.ts';
const republish = 'functions/outbox-relay/republish-command.ts';

const { AWS_ENDPOINT_URL: _endpoint, ...env } = process.env;

let database: TestDatabase;
const tables = new Map<string, Table>();
beforeAll(async () => {
  database = await startDatabase();
  for (const name of ['orders', 'products', 'payments']) {
    tables.set(name, await database.table(`tandem-dev-${name}`));
  }
});
afterAll(() => database.stop());

const tableOf = (name: string): Table => {
  const table = tables.get(name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
};

const run = async (program: string, ...args: readonly string[]) => {
  const child = spawn(process.execPath, [program, ...args], { env });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<[number | null]>((done) => child.once('close', (code) => done([code]))),
  ]);
  return { status, stdout, stderr };
};

describe('reconcile', () => {
  it('proves that stock and ledger agree, and ends with 1 where they do not', async () => {
    const table = tableOf('products');
    await shop(table).request('create', { body: single('A', 20) });
    const sound = await run(reconcile, '--endpoint', database.endpoint);
    expect({ ...sound, stdout: JSON.parse(sound.stdout) }).toEqual({
      status: 0,
      stderr: '',
      stdout: {
        skus: 1,
        activeReservations: 0,
        overdue: [],
        differences: [],
        unreadable: [],
        sound: true,
      },
    });
    await table.transact([
      {
        update: { pk: 'SKU#A', sk: 'STOCK' },
        change: { expression: 'SET onHand = :more', values: { ':more': 21 } },
      },
    ]);
    const wrong = await run(reconcile, '--endpoint', database.endpoint);
    expect({ status: wrong.status, ...JSON.parse(wrong.stdout) }).toMatchObject({
      status: 1,
      sound: false,
      differences: [
        { sku: 'A', what: 'on hand by the ledger', is: 21, shouldBe: 20 },
        { sku: 'A', what: 'available', is: 20, shouldBe: 21 },
      ],
    });
  });
});

describe('rebuild-views', () => {
  it('writes what is missing, and ends with 1 where an order cannot be read', async () => {
    const table = tableOf('orders');
    const { place } = await startOrders(table);
    const lines = [{ sku: 'MUG', quantity: 1 }];
    const body = { lines, shippingAddress, paymentMethod: { token: 'tok_approved' } };
    await place(body, { 'idempotency-key': 'listed-again-0123456789' });
    const entriesOf = (pk: string) => table.query(pk);
    const [entry] = await entriesOf('VIEW#STATUS#open');
    if (entry === undefined) throw new Error('nothing is listed');
    await table.transact([{ remove: { pk: entry.pk, sk: entry.sk } }]);
    expect(await run(rebuildViews, '--endpoint', database.endpoint)).toEqual({
      status: 0,
      stdout: '1 orders · 1 entries written · 0 removed\n',
      stderr: '',
    });
    expect(await entriesOf('VIEW#STATUS#open')).toEqual([entry]);
    const spoilt = { pk: 'ORDER#ord_spoilt', sk: 'COMMIT#0000000001', events: 'none' };
    await table.transact([{ put: spoilt }]);
    expect(await run(rebuildViews, '--endpoint', database.endpoint)).toEqual({
      status: 1,
      stdout: '2 orders · 0 entries written · 0 removed\n',
      stderr: 'orders that cannot be read: ord_spoilt\n',
    });
    const scan = createScan(database.client, 'tandem-dev-orders');
    for await (const items of scan()) {
      for (const { pk, sk } of items) await table.transact([{ remove: { pk, sk } }]);
    }
  });
});

describe('republish', () => {
  const since = '2026-01-31T12:00:00Z';
  const commitAt = (pk: string, time: string): Item => ({
    pk,
    sk: 'COMMIT#0000000001',
    version: 1,
    time,
    events: [],
    messages: [
      {
        id: `msg_${pk}`,
        destination: 'orders',
        type: 'orders.order-confirmed.v1',
        subject: pk,
        data: {},
      },
    ],
    correlationId: 'request-1',
    causationId: 'request-1',
  });

  it('puts what was committed since then among what is to be sent, in every table or one', async () => {
    const orders = tableOf('orders');
    await orders.transact([
      { put: commitAt('ORDER#late', '2026-01-31T12:00:00.000Z') },
      { put: commitAt('ORDER#early', '2026-01-31T11:59:59.999Z') },
    ]);
    const one = await run(
      republish,
      '--since',
      since,
      '--service',
      'payments',
      '--endpoint',
      database.endpoint,
    );
    expect(one).toEqual({
      status: 0,
      stderr: '',
      stdout: 'payments: 0 items read · 0 commits to be published again\n',
    });
    const all = await run(republish, '--since', since, '--endpoint', database.endpoint);
    expect({ ...all, stdout: all.stdout.split('\n') }).toEqual({
      status: 0,
      stderr: '',
      stdout: [
        'orders: 2 items read · 1 commits to be published again',
        expect.stringMatching(/^products: [1-9]\d* items read · 0 commits/),
        'payments: 0 items read · 0 commits to be published again',
        '',
      ],
    });
    const pendingAt = async (pk: string) =>
      (await orders.get<{ pendingAt?: string }>({ pk, sk: 'COMMIT#0000000001' }))?.pendingAt;
    expect(await pendingAt('ORDER#late')).toBe('2026-01-31T12:00:00.000Z');
    expect(await pendingAt('ORDER#early')).toBe(undefined);
  });

  it('says how many commits cannot be read, and publishes the others', async () => {
    const orders = tableOf('orders');
    await orders.transact([
      { put: commitAt('ORDER#good', '2026-02-01T12:00:00.000Z') },
      { put: { ...commitAt('ORDER#spoilt', '2026-02-01T12:00:00.000Z'), messages: [{}] } },
    ]);
    const later = ['--since', '2026-02-01T00:00:00Z', '--service', 'orders'];
    const { status, stdout } = await run(republish, ...later, '--endpoint', database.endpoint);
    expect(status).toBe(1);
    expect(stdout).toMatch(/ · 1 commits to be published again · 1 that cannot be read\n$/);
  });

  it.each([
    [['--since', '2026-01-31T12:00:00Z', '--service', 'auth'], '--service is one of orders, '],
    [['--since', '2026-13-31T12:00:00Z'], '--since wants a time like '],
    [[], '--since wants a time like '],
  ])('refuses %j', async (args, reason) => {
    const { status, stdout, stderr } = await run(
      republish,
      ...args,
      '--endpoint',
      database.endpoint,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(reason)).toBe(true);
  });

  it.each([reconcile, republish])('%s says how it is used', async (program) => {
    const { status, stdout } = await run(program, '--help');
    expect({ status, usage: stdout.split(' ')[0] }).toEqual({ status: 0, usage: 'Usage:' });
  });
});
