// Who may see and do what with an order, and what one caller cannot take from all others.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { paymentFlagged } from '../../events/messages/payments.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { type As, startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, strangerId } from '../support/orders.ts';
import { outcomeOf } from '../support/refusals.ts';
import { shippingAddress } from '../support/shop.ts';

let database: TestDatabase;
let service: TestOrders;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  service = await startOrders(await database.table(`access-${tables}`));
});

const headers = (name: string) => ({ 'idempotency-key': `${name}-0123456789abcdef` });
const body = (more: object = {}) => ({
  lines: [{ sku: 'MUG', quantity: 2 }],
  shippingAddress,
  paymentMethod: { token: 'tok_approved' },
  ...more,
});

const confirmed = async (): Promise<string> => {
  const { json } = await service.place(body(), headers('order'));
  const { id } = json as { id: string };
  await service.settle(id);
  return id;
};

const cancel = async (id: string, who: As) =>
  service.call('orders.cancel', { params: { id }, headers: headers('cancel') }, who);

describe('somebody who ships', () => {
  const shipper: As = { as: strangerId, roles: ['fulfilment'] };

  it('reads the orders of all customers', async () => {
    const id = await confirmed();
    expect((await service.read(id, shipper)).status).toBe(200);
    expect((await service.list(shipper)).json).toMatchObject({ items: [{ id }] });
  });

  it('cancels none and sees no history', async () => {
    const id = await confirmed();
    expect(outcomeOf(await cancel(id, shipper))).toBe('403 forbidden');
    expect(outcomeOf(await service.readEvents(id, shipper))).toBe('403 forbidden');
  });

  it('who is a customer as well cancels the own orders and no others', async () => {
    const id = await confirmed();
    const both = ['customer', 'fulfilment'];
    expect(outcomeOf(await cancel(id, { as: strangerId, roles: both }))).toBe('404 not-found');
    expect(outcomeOf(await service.readEvents(id, { as: strangerId, roles: both }))).toBe(
      '404 not-found',
    );
    expect((await cancel(id, { as: customerId, roles: both })).status).toBe(202);
  });
});

it('why a payment is looked at is shown to staff, not to the customer', async () => {
  const id = await confirmed();
  const reason = 'amount_mismatch';
  await service.receive(service.message(paymentFlagged, id, { orderId: id, reason }));
  const types = async (who: As) => {
    const { json } = await service.readEvents(id, who);
    return JSON.stringify((json as { items: object[] }).items);
  };
  expect(await types({ as: strangerId, roles: ['support'] })).toContain(reason);
  const shown = await types({ as: customerId });
  expect(shown).toContain('payment-flagged');
  expect(shown).not.toContain(reason);
});

it('a guest who overfills a cart is refused before the catalogue is asked', async () => {
  const put = (sku: string, token?: string) =>
    service.call(
      'orders.put-cart-line',
      {
        params: { sku },
        body: { quantity: 1 },
        headers: token === undefined ? {} : { 'x-cart-token': token },
      },
      { isGuest: true },
    );
  service.catalogue.sellsAnything = true;
  const token = (await put('SKU-0')).headers?.['x-cart-token'];
  for (let number = 1; number < 50; number += 1) await put(`SKU-${number}`, token);
  const asked = service.catalogue.asked.length;
  for (let number = 50; number < 80; number += 1) {
    expect(outcomeOf(await put(`SKU-${number}`, token))).toBe('422 validation-failed');
  }
  expect(service.catalogue.asked).toHaveLength(asked);
  expect((await put('SKU-7', token)).status).toBe(200);
  service.catalogue.sellsAnything = false;
  expect((await service.place(body(), headers('after'))).status).toBe(201);
});

describe('an order in a currency', () => {
  it('is charged in it, with the prices of it', async () => {
    const { status, json } = await service.place(body({ currency: 'JPY' }), headers('yen'));
    expect(status).toBe(201);
    expect(json).toMatchObject({ totals: { total: { currency: 'JPY' } } });
  });

  it.each([
    ['that a product has no price in', 'CHF', 'unsupported-currency'],
    ['that is none', 'yen', 'validation-failed'],
  ])('%s is refused', async (_, currency, code) => {
    const { status, json } = await service.place(body({ currency }), headers('other'));
    expect({ status, json }).toMatchObject({ status: 422, json: { code } });
  });

  it('shows the cart in it as well', async () => {
    const put = { params: { sku: 'MUG' }, query: 'currency=JPY', body: { quantity: 2 } };
    const { json } = await service.call('orders.put-cart-line', put);
    expect(json).toMatchObject({ subtotal: { amount: 4_000, currency: 'JPY' } });
    const read = await service.call('orders.read-cart', { query: 'currency=JPY' });
    expect(read.json).toEqual(json);
  });
});

describe('a coupon', () => {
  const create = (more: object) =>
    service.call(
      'orders.create-coupon',
      { body: { code: 'TEN', discount: { kind: 'percentage', basisPoints: 1_000 }, ...more } },
      { as: strangerId, roles: ['admin'] },
    );

  it('holds from its very first moment, however the time is written', async () => {
    service.clock.advance(Date.parse('2026-03-01T00:00:00.500Z') - service.clock.now());
    const { json } = await create({ validFrom: '2026-03-01T00:00:00Z' });
    expect(json).toMatchObject({ validFrom: '2026-03-01T00:00:00.000Z' });
    expect((await service.place(body({ coupon: 'ten' }), headers('first'))).status).toBe(201);
  });

  it.each([
    ['a month that is none', { validFrom: '2026-13-45T00:00:00Z' }, '/validFrom'],
    [
      'an end before its beginning',
      { validFrom: '2026-03-02T00:00:00Z', validUntil: '2026-03-01T00:00:00.000Z' },
      '/validUntil',
    ],
  ])('with %s is refused', async (_, times, pointer) => {
    const { status, json } = await create(times);
    expect({ status, json }).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
  });
});
