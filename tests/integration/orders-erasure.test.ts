// A customer who is forgotten: nothing personal stays, in the state or in the events, once it is not needed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CartOwner } from '../../containers/orders/cart/cart-store.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import { createForgetting } from '../../containers/orders/erasure/erasure.ts';
import type { Order } from '../../events/http/orders/orders.ts';
import { userDeletionRequested } from '../../events/messages/auth.ts';
import { paymentCaptured, paymentDeclined } from '../../events/messages/payments.ts';
import { stockReserved } from '../../events/messages/products.ts';
import type { Table } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { type As, startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, shippingAddress } from '../support/orders.ts';

let database: TestDatabase;
let service: TestOrders;
let table: Table;

beforeAll(async () => {
  database = await startDatabase();
  table = await database.table('erasure');
  service = await startOrders(table);
});
afterAll(() => database.stop());

const keyOf = (name: string) => `${name}-0123456789abcdef`;
const orderOf = (lines: readonly object[]) => ({
  lines,
  shippingAddress,
  paymentMethod: { token: 'tok_approved' },
});

const place = async (name: string, quantity = 1) => {
  const { json } = await service.place(orderOf([{ sku: 'MUG', quantity }]), {
    'idempotency-key': keyOf(name),
  });
  return (json as Order).id;
};

const decline = async (id: string) => {
  const lines = [{ sku: 'MUG', quantity: 1 }];
  await service.receive(service.message(stockReserved, id, { orderId: id, lines }));
  const data = { orderId: id, reason: 'payment_declined' } as const;
  await service.receive(service.message(paymentDeclined, id, data));
};

const words = 'Ada says it has a crack';

const known = async (id: string) => {
  const { state } = await service.orders.load(id);
  const history = await service.orders.history(id);
  const folded = history
    .map(({ event }) => event)
    .reduce(orderDecider.evolve, orderDecider.initial);
  expect(folded).toEqual(state);
  // Also what was said of it.
  const text = JSON.stringify([state, history, await table.query(`ORDER#${id}`)]);
  return [shippingAddress.name, words, 'tok_approved'].some((known) => text.includes(known));
};

const forget = () =>
  service.receive(service.message(userDeletionRequested, customerId, { userId: customerId }));

it('addresses go at once where an order is over, and at its end where it is not', async () => {
  const over = await place('over');
  await decline(over);
  const underWay = await place('under-way');
  expect([await known(over), await known(underWay)]).toEqual([true, true]);
  await forget();
  expect([await known(over), await known(underWay)]).toEqual([false, true]);
  await decline(underWay);
  expect(await known(underWay)).toBe(false);
});

it('the cart goes, and a second request changes nothing', async () => {
  const cart = { params: { sku: 'MUG' }, body: { quantity: 1 } };
  await service.call('orders.put-cart-line', cart);
  await forget();
  await forget();
  expect((await service.call('orders.read-cart', {})).json).toEqual({ lines: [], subtotal: null });
});

const staff = { as: 'usr_00000000000000000000000000000099', roles: ['admin'] };
const line = [{ sku: 'MUG', quantity: 1 }];
const shipment = { carrier: 'DHL', trackingNumber: 'T1' };

const ask = (operation: string, id: string, body?: object, as: As = staff, more = {}) =>
  service.call(
    `orders.${operation}`,
    { params: { id, ...more }, headers: { 'idempotency-key': `${operation}-${id}` }, body },
    as,
  );

const captured = async (id: string) => {
  const { totals, delivery } = (await service.read(id)).json as Order;
  const captureId = delivery.shipments[0]?.shipmentId ?? '';
  const data = { orderId: id, captureId, amount: totals.total, providerReference: 'pay_1' };
  await service.receive(service.message(paymentCaptured, id, data));
};

/** Its payment is captured; the goods are on their way. */
const shipped = async (name: string) => {
  const id = await place(name);
  await service.settle(id);
  const answer = await ask('ship', id, shipment);
  await captured(id);
  return { id, answer };
};

it('the words of returns go with the address, and none are taken any more', async () => {
  const { id } = await shipped('returned');
  await ask('deliver', id, {});
  const asked = await ask('request-return', id, { lines: line, reason: words });
  expect(asked).toMatchObject({ status: 202 });
  await forget();
  expect(await known(id)).toBe(true);
  service.clock.advance(31 * 86_400_000);
  await service.checkDeadlines();
  expect(await known(id)).toBe(false);
  await service.call('orders.request-return', {
    params: { id },
    headers: { 'idempotency-key': 'again-0123456789abcdef' },
    body: { lines: line, reason: words },
  });
  expect(await known(id)).toBe(false);
});

it('a repeated request is still told that it was done, but no longer of whom', async () => {
  const { id, answer } = await shipped('answered');
  await ask('deliver', id, {});
  const back = { lines: line, reason: words };
  const asked = await ask('request-return', id, back, {});
  expect(answer.body).toContain(shippingAddress.name);
  expect(asked.body).toContain(words);
  await forget();
  const { returnId } = asked.json as { returnId: string };
  expect((await ask('receive-return', id, undefined, staff, { returnId })).status).toBe(200);

  const placed = await service.place(orderOf(line), { 'idempotency-key': keyOf('answered') });
  const again = await Promise.all([ask('ship', id, shipment), ask('request-return', id, back, {})]);
  const answers = [placed, ...again];
  expect(answers.map(({ status, headers }) => [status, headers?.['idempotent-replayed']])).toEqual([
    [201, 'true'],
    [answer.status, 'true'],
    [202, 'true'],
  ]);
  for (const { body } of answers) {
    expect(body).toContain(id);
    expect(body).toContain('"country":"KW"');
    expect(body).not.toMatch(/Ada|crack/);
  }
});

it('goods that nobody says have arrived keep the address for thirty days, and no longer', async () => {
  const { id } = await shipped('unheard-of');
  const partly = await place('partly', 2);
  await service.settle(partly);
  await ask('ship', partly, { ...shipment, lines: line });
  await forget();
  service.clock.advance(29 * 86_400_000);
  await service.checkDeadlines();
  expect(await known(id)).toBe(true);
  service.clock.advance(86_400_000);
  await service.checkDeadlines();
  // What was not sent yet still has to be.
  expect([await known(id), await known(partly)]).toEqual([false, true]);
  expect((await service.orders.load(id)).state.status).toBe('shipped');
  expect((await ask('deliver', id, {})).status).toBe(200);
  expect(await known(id)).toBe(false);
});

it('an order placed by a token that was still good is forgotten when no token is good any more', async () => {
  await forget();
  service.clock.advance(30_000);
  const late = await place('late');
  await decline(late);
  await service.call('orders.put-cart-line', { params: { sku: 'MUG' }, body: { quantity: 1 } });
  await service.checkDeadlines();
  expect(await known(late)).toBe(true);
  service.clock.advance(16 * 60_000);
  await service.checkDeadlines();
  expect(await known(late)).toBe(false);
  expect((await service.call('orders.read-cart', {})).json).toEqual({ lines: [], subtotal: null });
});

it('one who cannot be forgotten now holds up no other, and is asked about again', async () => {
  const table = await database.table('second-round');
  const failing = new Set(['usr_1']);
  const forgotten: string[] = [];
  const remove = async (owner: CartOwner) => {
    const id = owner.kind === 'customer' ? owner.customerId : '';
    if (failing.has(id)) throw new Error(`${id} is busy`);
    forgotten.push(id);
  };
  const { forget, forgetAgain } = createForgetting(table, { remove }, service.orders);
  const causation = { correlationId: 'request-1', causationId: 'request-1' };
  const at = '2026-01-01T00:00:00.000Z';
  const later = '2026-01-01T00:17:00.000Z';
  await expect(forget('usr_1', at, causation)).rejects.toThrow('usr_1 is busy');
  await forget('usr_2', at, causation);
  await forgetAgain(at, causation);
  expect(forgotten).toEqual(['usr_2']);
  await expect(forgetAgain(later, causation)).rejects.toThrow('not all are forgotten yet');
  expect(forgotten).toEqual(['usr_2', 'usr_2']);
  failing.clear();
  await forgetAgain(later, causation);
  await forgetAgain(later, causation);
  expect(forgotten).toEqual(['usr_2', 'usr_2', 'usr_1']);
});
