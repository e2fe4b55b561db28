// The page of an order: which sums it shows, and what can be asked for in which state.
import { expect, it } from 'vitest';
import type { Order } from '../../clients/typescript/client.ts';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import { orderPage } from '../../functions/storefront/pages/orders.ts';
import { createShopApi } from '../../functions/storefront/shop-api.ts';
import { wordsOf } from '../../functions/storefront/text.ts';
import type { Visit } from '../../functions/storefront/visit.ts';

const example = exampleAnswers['orders.read'] as unknown as Order;
const euro = (amount: number) => ({ amount, currency: 'EUR' });

const nothing = { subtotal: euro(0), discount: euro(0), shipping: euro(0), tax: euro(0) };

const pageOf = async (change: Partial<Order>): Promise<string> => {
  const order = { ...example, ...change };
  const api = createShopApi(
    { url: 'http://shop.test/v1', requestId: 'request-1', accessToken: 'a', cartToken: undefined },
    async () => Response.json(order),
  );
  const visit = {
    api,
    words: wordsOf('en'),
    params: { id: order.id },
    form: new URLSearchParams(),
  };
  return (await orderPage(visit as unknown as Visit)).main.text;
};

const sums = async (totals: Partial<Order['totals']>): Promise<string[]> => {
  const text = await pageOf({ totals: { ...example.totals, ...totals } });
  const rows = text.matchAll(/<th colspan="2">([^<]*)<\/th><td class="number">([^<]*)<\/td>/g);
  return [...rows].map(([, name, amount]) => `${name} ${amount}`);
};

it.each<[string, Partial<Order['totals']>, string[]]>([
  [
    'every sum that is not nothing',
    { discount: euro(1) },
    ['Subtotal €29.00', 'Discount −€0.01', 'Shipping €4.90', 'of it tax €6.34', 'Total €33.90'],
  ],
  [
    'no sum of nothing',
    { discount: euro(0), shipping: euro(0), tax: euro(0) },
    ['Subtotal €29.00', 'Total €33.90'],
  ],
  ['a total of nothing all the same', { ...nothing, total: euro(0) }, ['Total €0.00']],
  [
    'tax that comes on top by its own name',
    { ...nothing, taxIncluded: false, tax: euro(1), total: euro(1) },
    ['Tax €0.01', 'Total €0.01'],
  ],
])('shows %s', async (_, totals, shown) => {
  expect(await sums(totals)).toEqual(shown);
});

it.each([
  ['confirmed', { cancel: true, returns: false, follows: true, cart: false }],
  ['delivered', { cancel: false, returns: true, follows: true, cart: false }],
  ['pending_payment', { cancel: false, returns: false, follows: true, cart: false }],
  ['cancelled', { cancel: false, returns: false, follows: false, cart: false }],
  ['rejected', { cancel: false, returns: false, follows: false, cart: true }],
] as const)('of an order that is %s offers what can be asked for', async (status, expected) => {
  const text = await pageOf({ status });
  expect({
    cancel: text.includes(`action="/orders/${example.id}/cancellation"`),
    returns: text.includes(`action="/orders/${example.id}/returns"`),
    follows: text.includes(`data-order="${example.id}"`),
    cart: text.includes('<a class="button" href="/cart">'),
  }).toEqual(expected);
});
