// The examples of the documents are of one shop, and add up: what a reader works out is what stands there.
import { describe, expect, it } from 'vitest';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import type { Cart } from '../../events/http/orders/cart.ts';
import type { Order } from '../../events/http/orders/orders.ts';
import type { Product } from '../../events/http/products/products.ts';

const example = <Body>(id: string) => exampleAnswers[id] as Body;
const placed = example<Order>('orders.place');
const confirmed = example<Order>('orders.read');
const [variant] = example<Product>('products.read').variants;

const euro = (amount: number) => ({ amount, currency: 'EUR' });
/** What goods to Portugal have in their price. */
const taxIn = (amount: number) => Math.round((amount * 23) / 123);

describe.each([
  ['that was just placed', placed, 0],
  ['that is confirmed', confirmed, 2],
])('the order %s', (_, order, reserved) => {
  it('has lines of what the product costs', () => {
    const paid = 2 * (variant?.price.amount ?? 0);
    expect(order.lines).toEqual([
      {
        sku: variant?.sku,
        name: 'Stoneware mug, blue',
        quantity: 2,
        unitPrice: variant?.price,
        discount: euro(0),
        tax: euro(taxIn(paid)),
        total: euro(paid),
        reserved,
        shipped: 0,
        delivered: 0,
        cancelled: 0,
        returned: 0,
        refunded: euro(0),
      },
    ]);
  });

  it('has the sum of its parts', () => {
    const { subtotal, shipping, tax, total } = order.totals;
    const goods = order.lines.reduce((sum, line) => sum + line.total.amount, 0);
    expect(order.totals).toEqual({
      subtotal: euro(goods),
      discount: euro(0),
      shipping: euro(490),
      tax: euro(taxIn(goods) + taxIn(shipping.amount)),
      total: euro(subtotal.amount + shipping.amount),
      taxIncluded: true,
    });
    expect([tax.amount, total.amount]).toEqual([634, 3390]);
    expect(order.payment).toMatchObject({ captured: euro(0), refunded: euro(0) });
    expect(order.cancellationRequested).toBe(false);
  });
});

it('the cart is what the order was placed of', () => {
  const cart = example<Cart>('orders.read-cart');
  const [line] = placed.lines;
  expect(cart.lines).toEqual([
    {
      sku: line?.sku,
      name: line?.name,
      quantity: line?.quantity,
      unitPrice: line?.unitPrice,
      total: line?.total,
      available: variant?.available,
    },
  ]);
  expect(cart.subtotal).toEqual(placed.totals.subtotal);
});
