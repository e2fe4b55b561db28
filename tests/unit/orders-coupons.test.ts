// Coupons over HTTP where no database is needed: what is refused before anything is kept, and how much of a list is answered.
import { expect, it } from 'vitest';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { eur, shippingAddress } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

const staff = { roles: ['admin'] };
const tenth = { kind: 'percentage', basisPoints: 1_000 };

const setUp = async () => {
  const table = createMemoryTable();
  const service = await startOrders(table);
  const create = (coupon: object = {}) =>
    service.call(
      'orders.create-coupon',
      { body: { code: 'SPRING', discount: tenth, ...coupon } },
      staff,
    );
  const place = (name: string, body: object = {}) =>
    service.place(
      {
        lines: [{ sku: 'MUG', quantity: 1 }],
        shippingAddress,
        paymentMethod: { token: 'tok_approved' },
        ...body,
      },
      { 'idempotency-key': `${name}-0123456789abcdef` },
    );
  return { ...service, table, create, place };
};

it('a new one is of its first version, and is ended once', async () => {
  const { clock, call, create } = await setUp();
  expect((await create()).headers).toMatchObject({ etag: '"1"', location: '/v1/coupons/SPRING' });
  const end = () => call('orders.end-coupon', { params: { code: 'SPRING' } }, staff);
  const read = () => call('orders.read-coupon', { params: { code: 'SPRING' } }, staff);
  const validUntil = new Date(clock.now()).toISOString();
  for (const _ of ['first', 'second']) {
    expect((await end()).status).toBe(204);
    expect(await read()).toMatchObject({ headers: { etag: '"2"' }, json: { validUntil } });
    clock.advance(1_000);
  }
});

it.each([
  [{ minimum: { amount: 100, currency: 'XXX' } }],
  [{ discount: { kind: 'amount', amount: { amount: 100, currency: 'XXX' } } }],
])('none is kept with a currency that there is not: %j', async (coupon) => {
  const { table, create } = await setUp();
  expect(outcomeOf(await create(coupon))).toBe('422 unsupported-currency');
  expect(table.all()).toEqual([]);
});

it('lists have twenty where nobody says how many', async () => {
  const { call, create, place, list } = await setUp();
  const count = (answer: { json: object }) => {
    const { items, nextCursor } = answer.json as { items: unknown[]; nextCursor: unknown };
    return [items.length, nextCursor !== null];
  };
  const coupons = () => call('orders.list-coupons', {}, staff);
  for (let number = 1; number <= 20; number += 1) {
    await create({ code: `CODE-${number}` });
    await place(`order-${number}`);
  }
  expect([count(await coupons()), count(await list())]).toEqual([
    [20, false],
    [20, false],
  ]);
  await create({ code: 'CODE-21' });
  await place('order-21');
  expect([count(await coupons()), count(await list())]).toEqual([
    [20, true],
    [20, true],
  ]);
});

it('an order that is refused for another reason than its price asks for prices once', async () => {
  const { place, catalogue } = await setUp();
  expect(outcomeOf(await place('unknown', { coupon: 'NOBODY' }))).toBe('422 coupon-invalid');
  expect(catalogue.asked).toEqual([['MUG']]);
  expect(outcomeOf(await place('dear', { expectedTotal: eur(1) }))).toBe('409 price-changed');
  expect(catalogue.asked).toEqual([['MUG'], ['MUG']]);
});
