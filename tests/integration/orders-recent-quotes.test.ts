// Placing asks for a price once a second; nobody pays another than the one he expects.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';
import { eur, shippingAddress } from '../support/orders.ts';

let database: TestDatabase;
let service: TestOrders;
let tables = 0;
let orders = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  tables += 1;
  service = await startOrders(await database.table(`orders-${tables}`));
});

const place = async (changes: object = {}) => {
  orders += 1;
  const { status, json } = await service.place(
    {
      lines: [{ sku: 'MUG', quantity: 2 }],
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
      ...changes,
    },
    { 'idempotency-key': `recent-${orders}-0123456789abcdef` },
  );
  return { status, json, total: (json as Order).totals?.total.amount };
};

it('orders of one second are placed at one price, and products is asked once', async () => {
  expect(await place()).toMatchObject({ status: 201, total: 2500 });
  service.catalogue.prices.set('MUG', 1300);
  service.clock.advance(999);
  expect(await place({ expectedTotal: eur(2500) })).toMatchObject({ status: 201, total: 2500 });
  expect(service.catalogue.asked).toEqual([['MUG']]);
  service.clock.advance(1);
  expect(await place()).toMatchObject({ status: 201, total: 2600 });
});

it('a customer who has seen the new price within that second pays that one', async () => {
  await place();
  service.catalogue.prices.set('MUG', 1300);
  const expectedTotal = eur(2600);
  expect(await place({ expectedTotal })).toMatchObject({ status: 201, total: 2600 });
  expect(service.catalogue.asked).toEqual([['MUG'], ['MUG']]);
});

it('a customer who expects neither price is refused, with the price of now', async () => {
  await place();
  service.catalogue.prices.set('MUG', 1300);
  const { status, json } = await place({ expectedTotal: eur(1) });
  expect({ status, json }).toMatchObject({
    status: 409,
    json: { code: 'price-changed', detail: 'The total is 2600 EUR.' },
  });
});

it('a cart shows the price of now', async () => {
  await place();
  service.catalogue.prices.set('MUG', 1300);
  const line = { params: { sku: 'MUG' }, body: { quantity: 1 } };
  const { json } = await service.call('orders.put-cart-line', line);
  expect(json).toMatchObject({ lines: [{ unitPrice: eur(1300) }] });
});

it('orders go on at prices of the last second while products does not answer, and no longer', async () => {
  await place();
  service.catalogue.isDown = true;
  expect(await place()).toMatchObject({ status: 201, total: 2500 });
  service.clock.advance(1_000);
  expect(await place()).toMatchObject({ status: 503, json: { code: 'overloaded' } });
});
