// The cart of a guest or a customer: /cart.
import { type Static, Type } from 'typebox';
import { Currency, Money, Quantity, Sku, strict } from '../../schemas.ts';
import { defineRoute, guestOrCustomer } from '../route.ts';
import { idParam } from '../shapes.ts';

export const Cart = strict({
  lines: Type.Array(
    strict({
      sku: Sku,
      name: Type.String(),
      quantity: Type.Integer(),
      /** Null where the product is no longer sold. */
      unitPrice: Type.Union([Money, Type.Null()]),
      total: Type.Union([Money, Type.Null()]),
      available: Type.Integer(),
    }),
  ),
  /** Null for an empty cart, and where the lines are in several currencies. */
  subtotal: Type.Union([Money, Type.Null()]),
});
export type Cart = Static<typeof Cart>;

const inCurrency = strict({
  currency: Type.Optional(
    Type.String({
      ...Currency,
      description: 'Prices in this currency, where a product has one in it; else in its own.',
    }),
  ),
});

const lineParams = strict({ sku: idParam('Of the variant.', 'MUG-BLUE') });

export const readCart = defineRoute({
  id: 'orders.read-cart',
  service: 'orders',
  method: 'GET',
  path: '/cart',
  summary:
    'The cart with current prices; a guest is known by X-Cart-Token, and a customer who sends one takes that cart over',
  auth: guestOrCustomer,
  requestHeaders: { 'X-Cart-Token': 'optional' },
  responseHeaders: ['X-Cart-Token'],
  problems: ['unsupported-currency'],
  request: { query: inCurrency },
  responses: { 200: Cart },
});

export const putCartLine = defineRoute({
  id: 'orders.put-cart-line',
  service: 'orders',
  method: 'PUT',
  path: '/cart/lines/{sku}',
  summary: 'Put so many of a SKU into the cart; a guest without a cart is given X-Cart-Token',
  auth: guestOrCustomer,
  requestHeaders: { 'X-Cart-Token': 'optional' },
  responseHeaders: ['X-Cart-Token'],
  problems: [
    'unknown-sku',
    'product-unavailable',
    'out-of-stock',
    'mixed-currency',
    'unsupported-currency',
  ],
  request: { params: lineParams, query: inCurrency, body: strict({ quantity: Quantity }) },
  responses: { 200: Cart },
});

export const deleteCartLine = defineRoute({
  id: 'orders.delete-cart-line',
  service: 'orders',
  method: 'DELETE',
  path: '/cart/lines/{sku}',
  summary: 'Take a SKU out of the cart',
  auth: guestOrCustomer,
  requestHeaders: { 'X-Cart-Token': 'optional' },
  responseHeaders: ['X-Cart-Token'],
  problems: ['unsupported-currency'],
  request: { params: lineParams, query: inCurrency },
  responses: { 200: Cart },
});
