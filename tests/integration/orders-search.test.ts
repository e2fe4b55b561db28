// Staff find an order by what a customer knows of it: the address of the account, a SKU, the day where the customer is, the total.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { type As, startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, shippingAddress, strangerId } from '../support/orders.ts';

const staff: As = { as: 'usr_00000000000000000000000000000099', roles: ['support'] };

let database: TestDatabase;
let service: TestOrders;
/** Placed one after the other; by these names in the tests. */
const ids: Record<string, string> = {};

const placeAt = async (name: string, time: string, order: object = {}, as = customerId) => {
  service.clock.advance(Date.parse(time) - service.clock.now());
  const body = {
    lines: [{ sku: 'MUG', quantity: 1 }],
    shippingAddress,
    paymentMethod: { token: 'tok_approved' },
    ...order,
  };
  const { json } = await service.place(
    body,
    { 'idempotency-key': `search-${Date.parse(time)}-01234567` },
    as,
  );
  ids[name] = (json as { id: string }).id;
};

beforeAll(async () => {
  database = await startDatabase();
  service = await startOrders(await database.table('search'));
  service.accounts.ids.set('ada@example.com', customerId);
  const tea = { lines: [{ sku: 'TEA', quantity: 2 }] };
  const both = { lines: [...tea.lines, { sku: 'MUG', quantity: 1 }] };
  await placeAt('new year in Auckland', '2026-12-31T11:30:00.000Z');
  await placeAt('tea', '2026-12-31T22:59:59.999Z', tea, strangerId);
  await placeAt('new year in Berlin', '2026-12-31T23:00:00.000Z', both);
  await placeAt('yen', '2027-01-01T00:00:00.000Z', { currency: 'JPY' }, strangerId);
  await placeAt('late', '2027-01-01T23:30:00.000Z', both, strangerId);
  await service.settle(ids.tea ?? '');
});
afterAll(() => database.stop());

const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id);

const find = async (query: string, options: As = staff) => {
  const found: (string | undefined)[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { json } = await service.list({ ...options, query: `${query}${cursor}` });
    const page = json as { items: { id: string }[]; nextCursor: string | null };
    found.push(...page.items.map(({ id }) => nameOf(id)));
    cursor = page.nextCursor === null ? null : `&cursor=${page.nextCursor}`;
  }
  return found;
};

describe('staff find', () => {
  it.each([
    ['email=ada@example.com', ['new year in Berlin', 'new year in Auckland']],
    ['email=nobody@example.com', []],
    ['sku=TEA', ['late', 'new year in Berlin', 'tea']],
    ['sku=TEA&limit=1', ['late', 'new year in Berlin', 'tea']],
    ['sku=tea', []],
    ['sku=TEA&status=confirmed', ['tea']],
    ['sku=MUG&email=ada@example.com', ['new year in Berlin', 'new year in Auckland']],
    ['day=2026-12-31', ['new year in Berlin', 'tea', 'new year in Auckland']],
    ['day=2026-12-31&timeZone=UTC', ['new year in Berlin', 'tea', 'new year in Auckland']],
    ['day=2027-01-01', ['late', 'yen']],
    ['day=2026-12-31&timeZone=Europe/Berlin', ['tea', 'new year in Auckland']],
    ['day=2027-01-01&timeZone=Europe/Berlin', ['yen', 'new year in Berlin']],
    ['day=2027-01-02&timeZone=Europe/Berlin', ['late']],
    [
      'day=2027-01-01&timeZone=Pacific/Auckland&limit=1',
      ['yen', 'new year in Berlin', 'tea', 'new year in Auckland'],
    ],
    ['day=2027-01-01&timeZone=America/New_York', ['late']],
    ['currency=JPY', ['yen']],
    ['minTotal=2000&currency=JPY', ['yen']],
    ['minTotal=2001&currency=JPY', []],
    ['minTotal=998&maxTotal=998&currency=EUR', ['tea']],
    ['maxTotal=1250&currency=EUR', ['tea', 'new year in Auckland']],
    ['minTotal=1251&currency=EUR', ['late', 'new year in Berlin']],
    ['minTotal=3&maxTotal=2&currency=EUR', []],
    [
      'sku=TEA&day=2027-01-01&timeZone=Europe/Berlin&minTotal=2000&currency=EUR&status=pending_stock&email=ada@example.com',
      ['new year in Berlin'],
    ],
  ])('by %s', async (query, expected) => {
    expect(await find(query)).toEqual(expected);
  });
});

it('customers search among their own', async () => {
  const mine = { as: customerId };
  expect(await find('sku=TEA', mine)).toEqual(['new year in Berlin']);
  expect(await find('maxTotal=1250&currency=EUR', mine)).toEqual(['new year in Auckland']);
  expect(await find('day=2027-01-01&timeZone=Europe/Berlin', mine)).toEqual(['new year in Berlin']);
});

it.each([
  ['a customer', { as: customerId }],
  ['a customer who asks for the own address', { as: customerId, query: 'ada@example.com' }],
])('%s does not search by address', async (_, { query = 'x@example.com', ...who }: As) => {
  const { json } = await service.list({ ...who, query: `email=${query}` });
  expect(json).toMatchObject({ status: 403, code: 'forbidden' });
});

it.each([
  ['timeZone=Mars/Olympus&day=2026-01-01', '/timeZone', 'unknown-time-zone'],
  ['timeZone=../../etc/passwd&day=2026-01-01', '/timeZone', 'pattern'],
  [`timeZone=${'x'.repeat(65)}`, '/timeZone', 'pattern'],
  ['day=2026-02-30', '/day', 'pattern'],
  ['day=yesterday', '/day', 'pattern'],
  ['minTotal=1', '/currency', 'required'],
  ['maxTotal=1', '/currency', 'required'],
  ['minTotal=1&currency=XXQ', '/currency', 'unsupported-currency'],
  ['minTotal=-1&currency=EUR', '/minTotal', 'minimum'],
  ['minTotal=1.5&currency=EUR', '/minTotal', 'type'],
  ['maxTotal=1e999&currency=EUR', '/maxTotal', 'maximum'],
  ['sku=', '/sku', 'pattern'],
  [`sku=${encodeURIComponent("' OR 1=1 --")}`, '/sku', 'pattern'],
  ['email=', '/email', 'minLength'],
  [`email=${'x'.repeat(255)}`, '/email', 'maxLength'],
  ['customer=usr_1', '/customer', 'unknown-member'],
])('%s is refused', async (query, pointer, code) => {
  const { status, json } = await service.list({ ...staff, query });
  expect([status, json]).toEqual([
    422,
    expect.objectContaining({ errors: [expect.objectContaining({ pointer, code })] }),
  ]);
});

it.each([
  'day=0000-01-01',
  'day=9999-12-31',
  'day=9999-12-31&timeZone=Etc/GMT%2B12',
  'day=0000-01-01&timeZone=Pacific/Kiritimati',
  'day=2011-12-30&timeZone=Pacific/Apia',
  'email=%00',
  'email=%E2%80%AE@x',
])('%s finds nothing', async (query) => {
  expect(await find(query)).toEqual([]);
});

it('says to come again while nobody can tell whose an address is', async () => {
  service.accounts.isDown = true;
  const { json } = await service.list({ ...staff, query: 'email=ada@example.com' });
  service.accounts.isDown = false;
  expect(json).toMatchObject({ status: 503, code: 'overloaded', retryable: true });
});

it('a cursor belongs to its search', async () => {
  const { json } = await service.list({ ...staff, query: 'sku=TEA&limit=1' });
  const { nextCursor } = json as { nextCursor: string };
  for (const query of ['sku=MUG', 'sku=TEA&currency=EUR', '', 'email=ada@example.com']) {
    const other = await service.list({ ...staff, query: `${query}&limit=1&cursor=${nextCursor}` });
    expect(other.json).toMatchObject({ status: 400, code: 'invalid-cursor' });
  }
});
