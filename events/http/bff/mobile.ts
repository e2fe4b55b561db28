// What an app shows on one screen, in one small answer: /mobile, served by the mobile BFF.
import { type Static, Type } from 'typebox';
import { Money, OrderId, ProductId, RejectionReason, Sku, strict } from '../../schemas.ts';
import { DeliveryStatus, OrderStatus, orderParams, PaymentStatus } from '../orders/orders.ts';
import { productParams } from '../products/products.ts';
import { customer, defineRoute, guestOrCustomer, open, type RouteContract } from '../route.ts';
import { orNull } from '../shapes.ts';

const Missing = Type.Array(Type.String(), {
  description: 'Members that could not be had in time: they are empty, and worth another try.',
});

export const MobileCard = strict({
  id: ProductId,
  name: Type.String(),
  image: orNull(Type.String()),
  /** Of its cheapest variant that is sold. */
  price: orNull(Money),
  available: Type.Boolean(),
});
export type MobileCard = Static<typeof MobileCard>;

export const MobileOrder = strict({
  id: OrderId,
  status: OrderStatus,
  reason: orNull(RejectionReason),
  /** Name of the first line. */
  title: Type.String(),
  pieces: Type.Integer(),
  total: Money,
  version: Type.Integer(),
  placedAt: Type.String(),
});
export type MobileOrder = Static<typeof MobileOrder>;

export const MobileHome = strict({
  categories: Type.Array(strict({ id: Type.String(), name: Type.String() })),
  /** The newest. */
  products: Type.Array(MobileCard),
  /** Null for who has none. */
  cart: orNull(strict({ pieces: Type.Integer(), subtotal: orNull(Money) })),
  /** The latest; null for guests. */
  order: orNull(MobileOrder),
  partial: Missing,
});
export type MobileHome = Static<typeof MobileHome>;

export const MobileProduct = strict({
  id: ProductId,
  name: Type.String(),
  /** Its beginning. */
  description: Type.String(),
  category: Type.String(),
  images: Type.Array(Type.String()),
  variants: Type.Array(
    strict({ sku: Sku, name: Type.String(), price: Money, available: Type.Integer() }),
  ),
  /** Others of its category. */
  related: Type.Array(MobileCard),
  partial: Missing,
});
export type MobileProduct = Static<typeof MobileProduct>;

export const MobileOrderPage = strict({
  ...MobileOrder.properties,
  lines: Type.Array(strict({ name: Type.String(), quantity: Type.Integer(), total: Money })),
  payment: strict({ status: PaymentStatus }),
  delivery: strict({
    status: DeliveryStatus,
    shipments: Type.Array(strict({ carrier: Type.String(), trackingNumber: Type.String() })),
  }),
  /** The latest facts, oldest first. */
  timeline: Type.Array(strict({ type: Type.String(), time: Type.String() })),
  partial: Missing,
});
export type MobileOrderPage = Static<typeof MobileOrderPage>;

export const MobileOrders = strict({
  /** Those that are new or have changed since the cursor. */
  items: Type.Array(MobileOrder),
  /** What is known now: the next `since`. */
  nextSince: Type.String(),
  /** More have changed than go into one answer: ask again at once. */
  hasMore: Type.Boolean(),
});
export type MobileOrders = Static<typeof MobileOrders>;

const shared = {
  service: 'bff-mobile',
  method: 'GET',
  requestHeaders: { 'If-None-Match': 'optional' },
  responseHeaders: ['ETag'],
} as const satisfies Partial<RouteContract>;

const size = 'At most 4 KB; what does not fit is left out from the end.';

export const mobileHome = defineRoute({
  ...shared,
  id: 'bff-mobile.home',
  path: '/mobile/home',
  summary: 'The first screen of an app',
  notes: size,
  auth: guestOrCustomer,
  requestHeaders: { 'If-None-Match': 'optional', 'X-Cart-Token': 'optional' },
  request: {},
  responses: { 200: MobileHome, 304: null },
});

export const mobileProduct = defineRoute({
  ...shared,
  id: 'bff-mobile.product',
  path: '/mobile/products/{id}',
  summary: 'A product with what is there of it, and related ones',
  notes: size,
  auth: open,
  request: { params: productParams },
  responses: { 200: MobileProduct, 304: null },
});

export const mobileOrder = defineRoute({
  ...shared,
  id: 'bff-mobile.order',
  path: '/mobile/orders/{id}',
  summary: 'An own order with its timeline',
  notes: `${size} Followed live by \`GET /orders/{id}/events\`.`,
  auth: customer,
  request: { params: orderParams },
  responses: { 200: MobileOrderPage, 304: null },
});

export const mobileOrders = defineRoute({
  ...shared,
  id: 'bff-mobile.orders',
  path: '/mobile/orders',
  summary: 'Own orders that have changed since the last answer',
  notes: `The newest 50 are watched. ${size}`,
  auth: customer,
  problems: ['invalid-cursor'],
  request: {
    query: strict({
      since: Type.Optional(
        Type.String({
          maxLength: 2_000,
          description: '`nextSince` of the last answer; all are new without one.',
        }),
      ),
    }),
  },
  responses: { 200: MobileOrders, 304: null },
});
