// Imports over a real table: every line stands or falls alone, once, and the report says how.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Table } from '../../platform/data/table.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const newShop = async (around = (table: Table) => table) => {
  tables += 1;
  const made = shop(around(await database.table(`import-${tables}`)), { newId });
  const send = (body: string | Uint8Array, type = 'application/x-ndjson', query = '') =>
    made.request('import', { body, query, headers: { 'content-type': type } });
  const report = async (id: string) => (await made.request('read-import', { params: { id } })).body;
  /** Delivers every part, as often as asked. */
  const work = async (times = 1) => {
    const parts = (await made.said()).filter(({ type }) => type === 'products.import-part.v1');
    for (const { data } of parts) {
      const { importId, part } = data as { importId: string; part: number };
      for (let time = 0; time < times; time += 1) {
        await made.deliver('import-part', { importId, part }, `msg_${importId}_${part}_${time}`);
      }
    }
    return parts.length;
  };
  return { ...made, send, report, work };
};

const line = (sku: string, changes: Record<string, unknown> = {}) =>
  JSON.stringify(single(sku, 1, changes));

test('good lines become products, bad ones are reported with their number and why', async () => {
  const { send, report, work, list } = await newShop();
  const accepted = await send(
    [
      line('A'),
      '',
      '{"name":',
      line('B', { colour: 'red' }),
      line('A'),
      line('C', { name: '' }),
      '{"a":1,"a":2}',
      line('D'),
    ].join('\r\n'),
  );
  const { id } = accepted.body;
  expect([accepted.status, accepted.headers.location]).toEqual([202, `/v1/products/imports/${id}`]);
  const empty = { id, total: 7, imported: 0, created: 0, updated: 0, refused: 0, errors: [] };
  expect(accepted.body).toEqual({ ...empty, status: 'running' });
  await work();
  const refused = (number: number, code: string, detail: string, errors: unknown[] = []) => ({
    line: number,
    code,
    detail,
    errors,
  });
  expect(await report(id)).toEqual({
    id,
    status: 'done',
    total: 7,
    imported: 2,
    created: 2,
    updated: 0,
    refused: 5,
    errors: [
      refused(3, 'malformed-json', 'The body is not well-formed JSON'),
      refused(4, 'validation-failed', 'The request breaks a rule', [
        { pointer: '/colour', code: 'unknown-member', detail: 'is not known here' },
      ]),
      refused(5, 'already-exists', 'SKU A is taken.'),
      refused(6, 'validation-failed', 'The request breaks a rule', [
        expect.objectContaining({ pointer: '/name', code: 'minLength' }),
        expect.objectContaining({ pointer: '/name', code: 'pattern' }),
      ]),
      refused(7, 'duplicate-member', 'The member "a" is named twice.'),
    ],
  });
  expect((await list('sort=name')).body.items).toMatchObject([
    { name: 'Product A' },
    { name: 'Product D' },
  ]);
});

test('a part delivered several times imports its lines once', async () => {
  const { send, report, work, list } = await newShop();
  const { body } = await send([line('A'), line('A'), line('B')].join('\n'));
  await work(3);
  expect(await report(body.id)).toMatchObject({ status: 'done', imported: 2, refused: 1 });
  expect((await list()).body.items).toHaveLength(2);
});

test('work that was broken off is taken up again without counting a line twice', async () => {
  const { send, report, deliver, request } = await newShop();
  const { body } = await send([line('A'), line('B')].join('\n'));
  const part = { importId: body.id, part: 0 };
  await Promise.all([
    deliver('import-part', part, 'msg_the_same'),
    deliver('import-part', part, 'msg_the_same'),
  ]);
  expect(await report(body.id)).toMatchObject({ status: 'done', imported: 2, refused: 0 });
  expect((await request('list-movements', { params: { sku: 'A' } })).body.items).toHaveLength(1);
});

test('a variant that a line adds is added once, and the line is none that is refused when it comes again', async () => {
  let isLost = false;
  const { send, report, work, deliver, list, request } = await newShop((table) => ({
    ...table,
    transact: async (writes) => {
      if (isLost && writes.some((write) => 'remove' in write)) throw new Error('it has stopped');
      await table.transact(writes);
    },
  }));
  await send(line('A'));
  await work();
  const [{ id }] = (await list()).body.items;
  const variant = { sku: 'B', name: 'B', price: { amount: 1, currency: 'EUR' }, stock: 3 };
  const lines = [
    { id, variants: [variant] },
    { id, variants: [{ sku: 'B', stock: 4 }] },
  ];
  const { body } = await send(lines.map((each) => JSON.stringify(each)).join('\n'));
  const part = { importId: body.id, part: 0 };
  isLost = true;
  await expect(deliver('import-part', part)).rejects.toThrow('it has stopped');
  isLost = false;
  await deliver('import-part', part);
  expect(await report(body.id)).toMatchObject({
    updated: 1,
    refused: 1,
    errors: [{ line: 2, errors: [{ pointer: '/variants/0/stock', code: 'not-here' }] }],
  });
  expect((await request('read-stock', { params: { sku: 'B' } })).body.onHand).toBe(3);
});

test('a large file is worked through in parts, and the report shows how far it is', async () => {
  const { send, report, work, said, deliver, list } = await newShop();
  const { body } = await send(
    Array.from({ length: 250 }, (_, number) => line(`N-${number}`)).join('\n'),
  );
  const first = (await said())[0]?.data as { importId: string; part: number };
  await deliver('import-part', first);
  const under = await report(body.id);
  expect(under).toMatchObject({ status: 'running', total: 250, refused: 0 });
  expect(under.imported).toBeGreaterThan(0);
  expect(await work()).toBeGreaterThan(2);
  expect(await report(body.id)).toMatchObject({ status: 'done', imported: 250 });
  expect((await list('limit=100')).body.items).toHaveLength(100);
});

test('what is no import is refused and nothing is stored', async () => {
  const { send, said, report } = await newShop();
  expect(outcomeOf(await send(line('A'), 'application/json'))).toBe('415 unsupported-media-type');
  expect(outcomeOf(await send('\n \n'))).toBe('422 validation-failed');
  expect(outcomeOf(await send(new Uint8Array([0x7b, 0xff, 0x7d])))).toBe('400 malformed-request');
  expect(outcomeOf(await send(new Uint8Array(1024 * 1024 + 1)))).toBe('413 payload-too-large');
  expect(outcomeOf(await send('{}\n'.repeat(10_000)))).toBe('422 validation-failed');
  expect(await said()).toEqual([]);
  expect(outcomeOf(await report('imp_unknown'))).toBe('404');
  const { body } = await send(`{"name":"${'x'.repeat(70_000)}"}`);
  expect(body).toMatchObject({ total: 1 });
});

test('lines whose SKUs are known update their products, where that is asked for', async () => {
  const { send, report, work, request, stock } = await newShop();
  await send([line('A'), line('B')].join('\n'));
  await work();
  const changes = {
    name: 'Renamed',
    variants: [
      { sku: 'A', name: 'Only', price: { amount: 1, currency: 'EUR' }, stock: 99 },
      { sku: 'A-2', name: 'Second', price: { amount: 2, currency: 'EUR' }, stock: 7 },
    ],
  };
  const lines = [line('A', changes), line('NEW'), line('B')].join('\n');
  const strict = (await send(lines)).body;
  await work();
  expect(await report(strict.id)).toMatchObject({ created: 1, updated: 0, refused: 2 });
  const { body } = await send(lines, undefined, 'existing=update');
  await work();
  expect(await report(body.id)).toMatchObject({
    status: 'done',
    imported: 3,
    created: 0,
    updated: 3,
    refused: 0,
  });
  const { items } = (await request('list', { query: 'q=renamed' })).body;
  expect(items).toMatchObject([
    { version: 2, variants: [{ sku: 'A', price: { amount: 1 } }, { sku: 'A-2' }] },
  ]);
  // Stock is corrected with a reason; only what is new brings its first.
  expect([await stock('A'), await stock('A-2')]).toMatchObject([{ onHand: 1 }, { onHand: 7 }]);
});

test('a line with an id changes that product alone, in what it names', async () => {
  const { send, report, work, list, request } = await newShop();
  await send([line('A', { attributes: { Größe: '42' } }), line('B')].join('\n'));
  await work();
  const [a] = (await list('sort=name')).body.items;
  const { body } = await send(
    [
      { id: a.id, name: 'Changed' },
      { id: a.id, variants: [{ sku: 'A', status: 'discontinued' }] },
      { id: 'prd_0000000000unknown', name: 'Nobody' },
      { id: 'nonsense', name: 'Nobody' },
      { id: a.id, stock: 5 },
      { id: a.id, attributes: { Größe: 42 } },
      {
        id: a.id,
        variants: [{ sku: 'B', name: 'Stolen', price: { amount: 1, currency: 'EUR' }, stock: 1 }],
      },
      { id: a.id, variants: [{ sku: 'A', stock: 5 }] },
      { id: null },
    ]
      .map((changes) => JSON.stringify(changes))
      .join('\n'),
  );
  await work();
  const { errors, ...counts } = await report(body.id);
  expect(counts).toMatchObject({ status: 'done', created: 0, updated: 2, refused: 7 });
  expect(
    errors.map(({ line: number, code }: { line: number; code: string }) => [number, code]),
  ).toEqual([
    [3, 'not-found'],
    [4, 'validation-failed'],
    [5, 'validation-failed'],
    [6, 'validation-failed'],
    [7, 'already-exists'],
    [8, 'validation-failed'],
    [9, 'validation-failed'],
  ]);
  const { body: changed } = await request('read', { params: { id: a.id } });
  expect(changed).toMatchObject({
    name: 'Changed',
    attributes: { Größe: '42' },
    version: 3,
    variants: [{ sku: 'A', status: 'discontinued', available: 1 }],
  });
});

test('an update that is delivered again changes nothing more, and one of two products is refused', async () => {
  const { send, report, work, list } = await newShop();
  await send([line('A'), line('B')].join('\n'));
  await work();
  const both = single('A', 1, {
    variants: ['A', 'B'].map((sku) => ({
      sku,
      name: sku,
      price: { amount: 1, currency: 'EUR' },
      stock: 1,
    })),
  });
  const lines = [line('A', { name: 'Renamed' }), JSON.stringify(both)].join('\n');
  const { body } = await send(lines, undefined, 'existing=update');
  await work(3);
  expect(await report(body.id)).toMatchObject({
    updated: 1,
    refused: 1,
    errors: [{ code: 'already-exists' }],
  });
  expect((await list('q=renamed')).body.items).toMatchObject([{ version: 2 }]);
});

/** With the members of all objects the other way round. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, reversed(member)]);
  return Object.fromEntries(members.reverse());
};

test('an update of what is so already writes nothing, in whichever order its members come', async () => {
  const { send, report, work, list } = await newShop();
  const attributes = { colour: 'blue', size: 'L' };
  const given = single('A', 1, { attributes });
  await send(JSON.stringify(given));
  await work();
  const { body } = await send(JSON.stringify(reversed(given)), undefined, 'existing=update');
  await work();
  expect(await report(body.id)).toMatchObject({ updated: 1, refused: 0 });
  expect((await list()).body.items).toMatchObject([{ version: 1, attributes }]);
});

test.each([
  ['existing=maybe', 'validation-failed'],
  ['existing=', 'validation-failed'],
  ['mode=update', 'unknown-member'],
])('an import with %s is refused as %s', async (query, code) => {
  const { send, said } = await newShop();
  expect(outcomeOf(await send(line('A'), undefined, query))).toBe(`422 ${code}`);
  expect(await said()).toEqual([]);
});
