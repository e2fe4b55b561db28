// Coupons as staff keep them: listed, changed against their version, ended; what is spoilt in the table is left out.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import type { Table } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, eur, shippingAddress, strangerId } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let table: Table;
let service: TestOrders;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  table = await database.table(`coupons-kept-${tables}`);
  service = await startOrders(table);
});

const staff = { as: strangerId, roles: ['admin'] };
const params = { code: 'SPRING' };
const tenPercent = { discount: { kind: 'percentage', basisPoints: 1_000 } };

const fiveEuro = { kind: 'amount', amount: eur(500) };

const create = (coupon: object = {}) =>
  service.call(
    'orders.create-coupon',
    { body: { code: 'SPRING', ...tenPercent, ...coupon } },
    staff,
  );

const change = (body: object, ifMatch?: string) =>
  service.call(
    'orders.change-coupon',
    { params, body, headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } },
    staff,
  );

const read = async () => (await service.call('orders.read-coupon', { params }, staff)).json;

const end = (headers: Record<string, string> = {}) =>
  service.call('orders.end-coupon', { params, headers }, staff);

const list = async (query = '') => {
  const { json } = await service.call('orders.list-coupons', { query }, staff);
  return json as { items: { code: string }[]; nextCursor: string | null };
};

const place = (name: string) =>
  service.place(
    {
      lines: [{ sku: 'MUG', quantity: 2 }],
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
      coupon: 'spring',
    },
    { 'idempotency-key': `${name}-0123456789abcdef` },
    customerId,
  );

describe('coupons are listed', () => {
  it('by their codes, in pages, each once', async () => {
    for (const code of ['D', 'b', 'A', 'c', 'E']) await create({ code });
    const pages: string[][] = [];
    for (let query: string | undefined = 'limit=2'; query !== undefined; ) {
      const { items, nextCursor } = await list(query);
      pages.push(items.map(({ code }) => code));
      query = nextCursor === null ? undefined : `limit=2&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(pages).toEqual([['A', 'B'], ['C', 'D'], ['E']]);
  });

  it('without those that somebody has spoilt in the table', async () => {
    for (const code of ['A', 'B', 'C']) await create({ code });
    await table.transact([
      { put: { pk: 'COUPON#B', sk: 'COUPON', code: 'B', discount: 'all', redeemed: 'often' } },
    ]);
    expect((await list()).items.map(({ code }) => code)).toEqual(['A', 'C']);
    const spoilt = await service.call('orders.read-coupon', { params: { code: 'B' } }, staff);
    expect(outcomeOf(spoilt)).toBe('404 not-found');
  });

  it('for administrators alone, and with cursors of ours', async () => {
    expect(outcomeOf(await service.call('orders.list-coupons', {}))).toBe('403 forbidden');
    const forged = await service.call('orders.list-coupons', { query: 'cursor=forged' }, staff);
    expect(forged.json).toMatchObject({ status: 400, code: 'invalid-cursor' });
    for (const code of ['A', 'B']) await create({ code });
    const query = `limit=1&cursor=${encodeURIComponent((await list('limit=1')).nextCursor ?? '')}`;
    const colleague = { as: customerId, roles: ['admin'] };
    const answers = [colleague, staff].map((who) =>
      service.call('orders.list-coupons', { query }, who),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([400, 200]);
  });
});

it.each([
  ['EUR', 201],
  ['JPY', 422],
])('five euro off goods worth a minimum in %s: %i', async (currency, status) => {
  const minimum = { amount: 1_000, currency };
  const created = await create({ discount: fiveEuro, minimum });
  expect(created.status).toBe(status);
  if (status === 422) {
    expect(created.json).toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/minimum/currency', code: 'mixed-currency' }],
    });
  }
});

describe('a coupon is changed', () => {
  it('in what is named: the rest stays, null takes a term away, its uses are counted on', async () => {
    await create({ limit: 1, limitPerCustomer: 1, validUntil: '2027-01-01T00:00:00Z' });
    expect((await place('a')).status).toBe(201);
    const { status, json, headers } = await change({ limit: 7, limitPerCustomer: null }, '"1"');
    const expected = {
      code: 'SPRING',
      ...tenPercent,
      limit: 7,
      validUntil: '2027-01-01T00:00:00.000Z',
      redeemed: 1,
      version: 2,
    };
    expect([status, json, headers?.etag]).toEqual([200, expected, '"2"']);
    expect(await read()).toEqual(expected);
    expect((await place('b')).status).toBe(201);
    expect(await read()).toMatchObject({ redeemed: 2, version: 2 });
  });

  it('so that a code that was used up can be used again', async () => {
    await create({ limit: 1 });
    await place('a');
    expect((await place('b')).json).toMatchObject({ status: 409, code: 'coupon-exhausted' });
    expect((await create()).json).toMatchObject({ status: 409, code: 'already-exists' });
    await change({ limit: 2 }, '"1"');
    expect((await place('c')).status).toBe(201);
  });

  it('against the version that was read', async () => {
    await create();
    expect(outcomeOf(await change({ limit: 1 }))).toBe('428 precondition-required');
    expect(outcomeOf(await change({ limit: 1 }, '"2"'))).toBe('412 precondition-failed');
    const answers = await Promise.all([1, 2, 3].map((limit) => change({ limit }, '"1"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const any = await Promise.all([1, 2, 3].map((limit) => change({ limit }, '*')));
    expect(any.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await read()).toMatchObject({ version: 5 });
  });

  it.each<[body: object, code?: string]>([
    [{ code: 'OTHER' }, 'unknown-member'],
    [{ redeemed: 0 }, 'unknown-member'],
    [{ version: 9 }, 'unknown-member'],
    [{ discount: null }],
    [{ discount: { kind: 'percentage', basisPoints: 10_001 } }],
    [{ limit: 0 }],
    [{ limit: 1.5 }],
    [{ minimum: { amount: 100, currency: 'JPY' }, discount: fiveEuro }],
    [{ validUntil: 'soon' }],
    [{ validUntil: '2026-02-30T00:00:00Z' }],
    [{ validFrom: '2027-02-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' }],
    [{ minimum: { amount: 100, currency: 'XXX' } }, 'unsupported-currency'],
  ])('never to %j', async (body, code = 'validation-failed') => {
    await create();
    const before = await read();
    expect(outcomeOf(await change(body, '"1"'))).toBe(`422 ${code}`);
    expect(await read()).toEqual(before);
  });

  it('by administrators alone, where it is there', async () => {
    expect(outcomeOf(await change({}, '"1"'))).toBe('404 not-found');
    expect(outcomeOf(await service.call('orders.change-coupon', { params, body: {} }))).toBe(
      '403 forbidden',
    );
    expect(outcomeOf(await service.call('orders.end-coupon', { params }))).toBe('403 forbidden');
  });
});

describe('a coupon is ended', () => {
  it('at once: new orders are refused, those placed with it keep their discount', async () => {
    await create();
    const placed = (await place('a')).json as Order;
    expect((await end()).status).toBe(204);
    expect((await place('b')).json).toMatchObject({ status: 422, code: 'coupon-invalid' });
    expect((await service.read(placed.id)).json).toMatchObject({ totals: { discount: eur(250) } });
    expect((await list()).items).toMatchObject([{ code: 'SPRING', redeemed: 1 }]);
  });

  it('once: what has ended stays as it is, and what is not there is not found', async () => {
    expect(outcomeOf(await end())).toBe('404 not-found');
    await create();
    await end();
    const ended = await read();
    expect((await end()).status).toBe(204);
    expect(await read()).toEqual(ended);
  });

  it('against its version where one is named', async () => {
    await create();
    expect(outcomeOf(await end({ 'if-match': '"7"' }))).toBe('412 precondition-failed');
    expect((await end({ 'if-match': '"1"' })).status).toBe(204);
  });

  it('before it has begun, and then never begins', async () => {
    await create({ validFrom: '2026-06-01T00:00:00Z' });
    await end();
    service.clock.advance(300 * 86_400_000);
    expect((await place('a')).json).toMatchObject({ code: 'coupon-invalid' });
  });

  it('and goes on when its end is taken away', async () => {
    await create();
    await end();
    expect((await change({ validUntil: null }, '"2"')).status).toBe(200);
    expect((await place('a')).status).toBe(201);
  });
});

it.each([
  ['KWD', 5],
  ['TND', 1999],
  ['MGA', 150],
  ['EUR', 1_000_000_000_000 - 1, 201],
])('what a coupon takes off of %s can be paid: not %i', async (currency, amount, wanted = 422) => {
  const discount = { kind: 'amount', amount: { amount, currency } };
  const made = await create({ discount });
  expect(made.status).toBe(wanted);
  if (wanted === 201) return;
  const errors = [{ pointer: '/discount/amount/amount', code: 'amount-not-payable' }];
  expect(made.json).toMatchObject({ code: 'amount-not-payable', errors });
  await create();
  expect((await change({ discount }, '*')).json).toMatchObject({ code: 'amount-not-payable' });
});
