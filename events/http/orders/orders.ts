// Placing and following orders: /orders.
import { type Static, Type } from 'typebox';
import {
  Address,
  Currency,
  Day,
  Money,
  OrderId,
  Quantity,
  RejectionReason,
  Sku,
  StockLine,
  strict,
} from '../../schemas.ts';
import { type Auth, customer, customerOrStaff, defineRoute } from '../route.ts';
import { byId, listOf, listQuery } from '../shapes.ts';

export const OrderStatus = Type.Enum(
  [
    'pending_stock',
    'pending_payment',
    'confirmed',
    'rejected',
    'cancel_pending',
    'cancelled',
    'shipped',
    'delivered',
    'return_pending',
    'returned',
  ],
  { description: 'How far the order is.' },
);
export type OrderStatus = Static<typeof OrderStatus>;

/** `standard` where none is named. */
export const ShippingMethod = Type.Enum(['standard', 'express']);

const OrderLine = strict({
  sku: Sku,
  name: Type.String(),
  quantity: Type.Integer(),
  unitPrice: Money,
  discount: Money,
  tax: Money,
  total: Money,
  /** Pieces of `quantity` that the stock holds for the order. */
  reserved: Type.Integer(),
  shipped: Type.Integer(),
  delivered: Type.Integer(),
  /** Pieces that will not be sent. */
  cancelled: Type.Integer(),
  returned: Type.Integer(),
  /** Given back, or on its way. */
  refunded: Money,
});

export const Shipment = strict({
  shipmentId: Type.String(),
  carrier: Type.String(),
  trackingNumber: Type.String(),
  lines: Type.Array(StockLine),
  /** What was taken from the customer for it. */
  charge: Type.Optional(Money),
  shippedAt: Type.String(),
  deliveredAt: Type.Optional(Type.String()),
});

export const Return = strict({
  returnId: Type.String(),
  lines: Type.Array(StockLine),
  reason: Type.String(),
  status: Type.Enum(['requested', 'received', 'lapsed', 'refused', 'withdrawn']),
  requestedAt: Type.String(),
  /** Why the shop does not take the goods back. */
  refusal: Type.Optional(Type.String()),
});

/** `none`: nothing had to be paid, or it never came to a payment. */
export const PaymentStatus = Type.Enum([
  'none',
  'pending',
  'authorized',
  'declined',
  'captured',
  'partly_refunded',
  'refunded',
  'voided',
]);
export type PaymentStatus = Static<typeof PaymentStatus>;

export const DeliveryStatus = Type.Enum([
  'none',
  'pending',
  'partly_shipped',
  'shipped',
  'partly_delivered',
  'delivered',
]);
export type DeliveryStatus = Static<typeof DeliveryStatus>;

export const Order = strict({
  id: OrderId,
  status: OrderStatus,
  reason: Type.Union([RejectionReason, Type.Null()]),
  lines: Type.Array(OrderLine),
  totals: strict({
    subtotal: Money,
    discount: Money,
    shipping: Money,
    tax: Money,
    total: Money,
    taxIncluded: Type.Boolean(),
  }),
  shippingAddress: Address,
  shippingMethod: ShippingMethod,
  /** The first of `coupons`. */
  coupon: Type.Union([Type.String(), Type.Null()]),
  coupons: Type.Array(Type.String()),
  payment: strict({
    status: PaymentStatus,
    /** Taken from the customer for what was sent. */
    captured: Money,
    /** Given back, or on its way. */
    refunded: Money,
  }),
  delivery: strict({ status: DeliveryStatus, shipments: Type.Array(Shipment) }),
  returns: Type.Array(Return),
  /** A cancellation was asked for while the order was being placed: it follows at the next step. */
  cancellationRequested: Type.Boolean(),
  version: Type.Integer(),
  placedAt: Type.String(),
  updatedAt: Type.String(),
});
export type Order = Static<typeof Order>;

export const CouponCode = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' });

export const PlaceOrder = strict({
  lines: Type.Array(strict({ sku: Sku, quantity: Quantity }), { minItems: 1, maxItems: 50 }),
  shippingAddress: Address,
  paymentMethod: strict({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{3,200}$' }) }),
  shippingMethod: Type.Optional(ShippingMethod),
  coupon: Type.Optional(CouponCode),
  /** Several that may be combined: each takes its share of what those before it have left. */
  coupons: Type.Optional(Type.Array(CouponCode, { minItems: 1, maxItems: 5 })),
  expectedTotal: Type.Optional(Money),
  /** Pays the prices in this currency; each product has its own where none is named. */
  currency: Type.Optional(Currency),
  /** Takes the ordered lines out of the customer's cart, together with placing the order or not at all: 409 `cart-changed` where it does not hold them. They come back where the order is rejected. */
  fromCart: Type.Optional(Type.Boolean()),
});
export type PlaceOrder = Static<typeof PlaceOrder>;

/** Customers their own; staff, those who send goods and the services of a warehouse all of them. */
const readers: Auth = {
  kind: 'bearer',
  roles: ['customer', 'admin', 'support', 'fulfilment'],
  scopes: ['orders:fulfil'],
};

export const orderParams = byId('Of the order.', 'ord_0198f3a27c417d5e9b1a4f6e2c8d0a11');

export const placeOrder = defineRoute({
  id: 'orders.place',
  service: 'orders',
  method: 'POST',
  path: '/orders',
  summary: 'Place an order; stock and payment follow',
  auth: customer,
  idempotent: true,
  responseHeaders: ['Location'],
  problems: [
    'unknown-sku',
    'product-unavailable',
    'mixed-currency',
    'unsupported-currency',
    'amount-not-payable',
    'shipping-unavailable',
    'coupon-invalid',
    'coupon-exhausted',
    'price-changed',
    'cart-changed',
    'already-exists',
  ],
  request: { body: PlaceOrder },
  responses: { 201: Order },
});

export const readOrder = defineRoute({
  id: 'orders.read',
  service: 'orders',
  method: 'GET',
  path: '/orders/{id}',
  summary: 'One order; `wait` answers once it is settled, or after that many seconds',
  auth: readers,
  waits: true,
  request: {
    params: orderParams,
    query: strict({
      wait: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 20,
          description: 'Seconds to wait for an order that is still being placed.',
        }),
      ),
    }),
  },
  responses: { 200: Order },
});

const Total = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'In minor units of `currency`, which must be named with it.',
});

export const listOrders = defineRoute({
  id: 'orders.list',
  service: 'orders',
  method: 'GET',
  path: '/orders',
  summary:
    'Own orders, newest first; all orders for staff. A search for something rare answers short pages: go on while there is a cursor. View-Consistency tells whether the list can lag behind for a moment (eventual) or not (strong)',
  auth: readers,
  responseHeaders: ['View-Consistency'],
  problems: ['unsupported-currency'],
  request: {
    query: listQuery({
      status: Type.Optional(OrderStatus),
      day: Type.Optional(
        Type.String({
          ...Day,
          description: 'Of placing, from midnight to midnight in the time zone.',
        }),
      ),
      timeZone: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z0-9+_/:-]{1,64}$',
          description: 'Of the IANA database, such as `Europe/Berlin`; UTC where none is named.',
        }),
      ),
      email: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 254,
          description: "Of the customer's account: for staff.",
        }),
      ),
      own: Type.Optional(Type.Boolean({ description: "Only the caller's own, also of staff." })),
      sku: Type.Optional(Type.String({ ...Sku, description: 'One of the lines has it.' })),
      minTotal: Type.Optional(Total),
      maxTotal: Type.Optional(Total),
      currency: Type.Optional(Currency),
    }),
  },
  responses: { 200: listOf(Order) },
});

/** What of an order is told to those who follow it; an order has the same members. */
export const OrderUpdate = strict({
  id: OrderId,
  status: OrderStatus,
  reason: Type.Union([RejectionReason, Type.Null()]),
  payment: strict({ status: PaymentStatus }),
  delivery: strict({ status: DeliveryStatus }),
  cancellationRequested: Type.Boolean(),
  version: Type.Integer(),
  updatedAt: Type.String(),
  /** Types of the facts that made it so. */
  changes: Type.Array(Type.String()),
});
export type OrderUpdate = Static<typeof OrderUpdate>;

export const readOrderEvents = defineRoute({
  id: 'orders.read-events',
  service: 'orders',
  method: 'GET',
  path: '/orders/{id}/events',
  summary: 'The history of facts of an order, on one page; live as server-sent events',
  notes:
    'Asked with `Accept: text/event-stream`, it answers events named `status` whose `id` is the version of the order and whose `data` is what is so from then on: first the present state, or with `Last-Event-ID` everything since, then each change within a second. An event named `end` says why no more follow: `settled` (nothing will change any more) or `token-expired` (ask again with a new token). A stream that ends without it is to be taken up again with `Last-Event-ID`; a settled order of which nothing is new answers 204.',
  auth: customerOrStaff,
  requestHeaders: { 'Last-Event-ID': 'optional' },
  problems: ['invalid-cursor'],
  streams: OrderUpdate,
  request: { params: orderParams },
  responses: {
    204: null,
    200: listOf(
      strict({
        version: Type.Integer(),
        type: Type.String(),
        time: Type.String(),
        data: Type.Unknown(),
      }),
    ),
  },
});
