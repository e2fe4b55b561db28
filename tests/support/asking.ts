// A customer and staff who ask a shop, each time with a key of their own.
import { randomUUID } from 'node:crypto';
import type { Order } from '../../events/http/orders/orders.ts';
import { admin, type Shop, shippingAddress } from './shop.ts';

// biome-ignore lint/suspicious/noExplicitAny: each answer is looked at for what it is about.
export type Body = any;

export const unique = (): string => randomUUID().slice(0, 8).toUpperCase();

/** With one variant, unless there is more to say. */
export const product = (name: string, more: object = {}) => ({
  ...{ name, description: 'Made by a test.', category: 'kitchen' },
  variants: [
    { sku: `F-${unique()}`, name: 'Only', price: { amount: 1999, currency: 'EUR' }, stock: 9 },
  ],
  ...more,
});

export const askShop = async (shop: Shop) => {
  const [person, staff] = [await shop.newCustomer(), await shop.tokenOf(admin)];

  const ask = (method: string, path: string, token?: string, body?: unknown) => {
    const headers = { 'idempotency-key': randomUUID(), 'if-match': '*' };
    return shop.call<Body>(method, path, { token, body, headers });
  };

  return {
    person,
    staff,
    ask,
    add: (body: object) => ask('POST', '/products', staff, body),
    place: (lines: object[], more: object = {}) =>
      ask('POST', '/orders', person.token, {
        ...{ lines, shippingAddress, paymentMethod: { token: 'tok_approved' } },
        ...more,
      }),
    settled: async (id: string): Promise<Order> => {
      await shop.settled(person.token, id);
      return (await ask('GET', `/orders/${id}`, person.token)).body;
    },
  };
};
