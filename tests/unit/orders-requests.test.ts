// Who acts on an order, what a message that comes again changes, and in which form an order is answered.
import { expect, it } from 'vitest';
import type { PlacedOrder } from '../../containers/orders/domain/order.ts';
import { presentOrder } from '../../containers/orders/presentation.ts';
import { actorOf } from '../../containers/orders/requests/order-request.ts';
import { userDeletionRequested } from '../../events/messages/auth.ts';
import { paymentCleared, paymentFlagged } from '../../events/messages/payments.ts';
import { identity } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { customerId, orders, shippingAddress } from '../support/orders.ts';

it.each([
  [['customer'], ['customer', 'admin'], 'customer'],
  [['customer', 'admin'], ['customer', 'admin'], 'staff'],
  [['admin'], ['admin'], 'staff'],
  // A role that the route does not name makes nobody staff there.
  [['customer', 'support'], ['customer', 'admin'], 'customer'],
  [[], ['customer', 'admin'], 'customer'],
])('whoever is %j is on a route for %j %s', (roles, named, kind) => {
  const auth = { kind: 'bearer', roles: named, scopes: [] };
  const actor = actorOf(identity({ subject: customerId, roles }), { auth } as never);
  expect(actor).toEqual(kind === 'staff' ? { kind } : { kind, customerId });
});

it('a service is staff', () => {
  const auth = { kind: 'bearer', roles: [], scopes: [] };
  const service = identity({ kind: 'client', roles: [] });
  expect(actorOf(service, { auth } as never)).toEqual({ kind: 'staff' });
});

const confirmed = async () => {
  const made = await startOrders(createMemoryTable());
  const lines = [{ sku: 'MUG', quantity: 2 }];
  const body = { lines, shippingAddress, paymentMethod: { token: 'tok_approved' } };
  const { json } = await made.place(body, { 'idempotency-key': 'requested-0123456789' });
  const orderId = (json as { id: string }).id;
  await made.settle(orderId);
  const order = async () => ((await made.orders.load(orderId)).state as PlacedOrder).order;
  return { ...made, orderId, order };
};

it('a payment that was cleared is not flagged by the message that comes again', async () => {
  const { orderId, order, message, receive } = await confirmed();
  const flagged = message(paymentFlagged, orderId, { orderId, reason: 'amounts differ' });
  await receive(flagged);
  expect((await order()).flag).toBe('amounts differ');
  await receive(message(paymentCleared, orderId, { orderId }));
  expect(await receive(flagged)).toMatchObject({ kind: 'ignored' });
  expect((await order()).flag).toBeUndefined();
});

it('who asks to be forgotten is, in every order', async () => {
  const { order, message, receive } = await confirmed();
  await receive(message(userDeletionRequested, customerId, { userId: customerId }));
  expect((await order()).erasure).toBe('due');
});

it('an order is answered to the byte as before, in whatever order the table has its members', () => {
  const reversed = <T>(value: T): T => {
    if (Array.isArray(value)) return value.map(reversed) as T;
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).reverse();
    return Object.fromEntries(members.map(([name, part]) => [name, reversed(part)])) as T;
  };
  for (const state of Object.values(orders) as PlacedOrder[]) {
    const [one, other] = [state, reversed(state)].map((each) => presentOrder(each, 3));
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  }
});
