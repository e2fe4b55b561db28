// Coupons: their limits hold however many orders come at once, and an order that fails gives its coupon back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import { paymentVoided } from '../../events/messages/payments.ts';
import { stockReleased, stockReservationFailed } from '../../events/messages/products.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, eur, shippingAddress, strangerId } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let service: TestOrders;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  service = await startOrders(await database.table(`coupons-${tables}`));
});

const staff = { as: strangerId, roles: ['admin'] };

const create = (coupon: object) =>
  service.call('orders.create-coupon', { body: { code: 'spring', ...coupon } }, staff);

const redeemed = async () => {
  const { json } = await service.call('orders.read-coupon', { params: { code: 'SPRING' } }, staff);
  return (json as { redeemed: number }).redeemed;
};

const place = (name: string, as = customerId, coupon = 'SPRING') =>
  service.place(
    {
      lines: [{ sku: 'MUG', quantity: 2 }],
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
      coupon,
    },
    { 'idempotency-key': `${name}-0123456789abcdef` },
    as,
  );

const fiveOff = { discount: { kind: 'amount', amount: eur(500) } };

describe('a coupon', () => {
  it('is created by staff once, and read with its use', async () => {
    const created = await create({ ...fiveOff, limit: 3 });
    expect(created.status).toBe(201);
    expect(created.json).toEqual({ code: 'SPRING', ...fiveOff, limit: 3, redeemed: 0, version: 1 });
    expect((await create(fiveOff)).json).toMatchObject({ code: 'already-exists' });
    const asCustomer = await service.call('orders.create-coupon', { body: fiveOff });
    expect(outcomeOf(asCustomer)).toBe('403 forbidden');
  });

  it('takes its discount off the order, in any case of its letters', async () => {
    await create(fiveOff);
    const { json } = await place('a', customerId, 'spring');
    expect(json).toMatchObject({
      coupon: 'SPRING',
      totals: { subtotal: eur(2500), discount: eur(500), total: eur(2000) },
    });
    expect(await redeemed()).toBe(1);
  });

  it('with a limit of one is used by one of twenty orders at once', async () => {
    await create({ ...fiveOff, limit: 1 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => place(`n${n}`)));
    const codes = answers.map(({ json }) => (json as { code?: string }).code ?? 'placed');
    expect(codes.filter((code) => code === 'placed').length).toBe(1);
    expect(codes.filter((code) => code === 'coupon-exhausted').length).toBe(19);
    expect(await redeemed()).toBe(1);
  });

  it('with a limit for each customer is open to another customer', async () => {
    await create({ ...fiveOff, limitPerCustomer: 1 });
    expect((await place('a')).status).toBe(201);
    expect((await place('b')).json).toMatchObject({ code: 'coupon-exhausted', status: 409 });
    expect((await place('c', strangerId)).status).toBe(201);
  });

  it('is usable again when its order is rejected', async () => {
    await create({ ...fiveOff, limit: 1, limitPerCustomer: 1 });
    const { id } = (await place('a')).json as Order;
    const refusal = { orderId: id, reason: 'out_of_stock', sku: 'MUG' } as const;
    await service.receive(service.message(stockReservationFailed, id, refusal));
    expect(await redeemed()).toBe(0);
    expect((await place('b')).status).toBe(201);
  });

  it('is usable again when its order is cancelled', async () => {
    await create({ ...fiveOff, limit: 1, limitPerCustomer: 1 });
    const { id } = (await place('a')).json as Order;
    await service.settle(id);
    await service.call('orders.cancel', {
      params: { id },
      headers: { 'idempotency-key': 'cancel-0123456789abcdef' },
    });
    expect(await redeemed()).toBe(1);
    await service.receive(service.message(stockReleased, id, { orderId: id, reason: 'released' }));
    await service.receive(service.message(paymentVoided, id, { orderId: id }));
    expect((await service.read(id)).json).toMatchObject({ status: 'cancelled' });
    expect(await redeemed()).toBe(0);
    expect((await place('b')).status).toBe(201);
  });

  it('that takes everything off needs no payment', async () => {
    await create({ discount: { kind: 'percentage', basisPoints: 10_000 } });
    const { id } = (await place('a')).json as Order;
    await service.settle(id);
    expect((await service.read(id)).json).toMatchObject({
      status: 'confirmed',
      payment: { status: 'none' },
      totals: { total: eur(0) },
    });
  });

  it('that is not there is refused, and no order is placed', async () => {
    const { json } = await place('a');
    expect(json).toMatchObject({ status: 422, code: 'coupon-invalid' });
    expect((await service.list()).json).toEqual({ items: [], nextCursor: null });
  });
});

describe('coupons that are combined', () => {
  const make = (code: string, more: object) =>
    service.call('orders.create-coupon', { body: { code, combinable: true, ...more } }, staff);

  const usesOf = async (...codes: string[]) =>
    Promise.all(
      codes.map(async (code) => {
        const { json } = await service.call('orders.read-coupon', { params: { code } }, staff);
        return (json as { redeemed: number }).redeemed;
      }),
    );

  const placeWith = (name: string, body: object) =>
    service.place(
      {
        lines: [{ sku: 'MUG', quantity: 2 }],
        shippingAddress,
        paymentMethod: { token: 'tok_approved' },
        ...body,
      },
      { 'idempotency-key': `${name}-0123456789abcdef` },
    );

  beforeEach(async () => {
    await make('TENTH', { discount: { kind: 'percentage', basisPoints: 1000 } });
    await make('FIVE', { ...fiveOff, limit: 1 });
    await make('ALONE', { ...fiveOff, combinable: false });
  });

  it('take off one after the other, and are all given back with their order', async () => {
    const { json } = await placeWith('a', { coupons: ['tenth', 'Five'] });
    expect(json).toMatchObject({
      coupon: 'TENTH',
      coupons: ['TENTH', 'FIVE'],
      totals: { subtotal: eur(2500), discount: eur(750), total: eur(1750) },
    });
    const { id } = json as Order;
    expect(await usesOf('TENTH', 'FIVE')).toEqual([1, 1]);
    const refusal = { orderId: id, reason: 'out_of_stock', sku: 'MUG' } as const;
    await service.receive(service.message(stockReservationFailed, id, refusal));
    expect(await usesOf('TENTH', 'FIVE')).toEqual([0, 0]);
  });

  it('come together with the one that is named alone', async () => {
    const { json } = await placeWith('a', { coupon: 'FIVE', coupons: ['TENTH'] });
    expect(json).toMatchObject({ coupons: ['FIVE', 'TENTH'], totals: { discount: eur(700) } });
    expect((await placeWith('b', { coupons: ['ALONE'] })).json).toMatchObject({
      coupon: 'ALONE',
      coupons: ['ALONE'],
    });
  });

  it('are used together or not at all: one that is used up leaves the others', async () => {
    await placeWith('a', { coupon: 'FIVE' });
    const { json } = await placeWith('b', { coupons: ['TENTH', 'FIVE'] });
    expect(json).toMatchObject({ status: 409, code: 'coupon-exhausted' });
    expect(await usesOf('TENTH', 'FIVE')).toEqual([0, 1]);
  });

  it.each([
    [{ coupons: ['TENTH', 'ALONE'] }, 'coupon-invalid', '/coupons/1'],
    [{ coupon: 'ALONE', coupons: ['TENTH'] }, 'coupon-invalid', '/coupons/0'],
    [{ coupons: ['TENTH', 'tenth'] }, 'coupon-invalid', '/coupons/1'],
    [{ coupons: ['TENTH', 'NOBODY'] }, 'coupon-invalid', '/coupons/1'],
    [{ coupons: [] }, 'validation-failed', '/coupons'],
    [{ coupons: 'TENTH' }, 'validation-failed', '/coupons'],
    [{ coupons: [null] }, 'validation-failed', '/coupons/0'],
    [{ coupons: [''] }, 'validation-failed', '/coupons/0'],
    [{ coupons: ["'; --"] }, 'validation-failed', '/coupons/0'],
    [{ coupons: ['A', 'B', 'C', 'D', 'E', 'F'] }, 'validation-failed', '/coupons'],
  ])('are refused as %j', async (body, code, pointer) => {
    const { json } = await placeWith('a', body);
    expect(json).toMatchObject({ status: 422, code, errors: [{ pointer }] });
    expect(await usesOf('TENTH', 'FIVE', 'ALONE')).toEqual([0, 0, 0]);
  });
});
