// Placing and following orders: /orders.
import { type Static, Type } from 'typebox';
import { Address, Money, OrderId, Quantity, RejectionReason, Sku, strict } from '../schemas.ts';
import { customer, customerOrStaff, defineRoute } from './route.ts';
import { listOf, listQuery } from './shapes.ts';

export const OrderStatus = Type.Enum([
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
]);
export type OrderStatus = Static<typeof OrderStatus>;

const OrderLine = strict({
  sku: Sku,
  name: Type.String(),
  quantity: Type.Integer(),
  unitPrice: Money,
  discount: Money,
  tax: Money,
  total: Money,
});

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
  }),
  shippingAddress: Address,
  payment: strict({ status: Type.String() }),
  delivery: strict({ status: Type.String(), shipments: Type.Array(Type.Unknown()) }),
  returns: Type.Array(Type.Unknown()),
  version: Type.Integer(),
  placedAt: Type.String(),
  updatedAt: Type.String(),
});
export type Order = Static<typeof Order>;

export const PlaceOrder = strict({
  lines: Type.Array(strict({ sku: Sku, quantity: Quantity }), { minItems: 1, maxItems: 50 }),
  shippingAddress: Address,
  paymentMethod: strict({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{3,200}$' }) }),
  coupon: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' })),
  expectedTotal: Type.Optional(Money),
});
export type PlaceOrder = Static<typeof PlaceOrder>;

/** Ids that are not in their format are 404 without a call, so the contract takes any short text. */
const orderParams = strict({ id: Type.String({ maxLength: 200 }) });

export const placeOrder = defineRoute({
  id: 'orders.place',
  service: 'orders',
  method: 'POST',
  path: '/orders',
  summary: 'Place an order; stock and payment follow',
  auth: customer,
  idempotent: true,
  request: { body: PlaceOrder },
  responses: { 201: Order },
});

export const readOrder = defineRoute({
  id: 'orders.read',
  service: 'orders',
  method: 'GET',
  path: '/orders/{id}',
  summary:
    'One order; `wait` answers when it leaves its pending states, or after that many seconds',
  auth: customerOrStaff,
  request: {
    params: orderParams,
    query: strict({ wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })) }),
  },
  responses: { 200: Order },
});

export const listOrders = defineRoute({
  id: 'orders.list',
  service: 'orders',
  method: 'GET',
  path: '/orders',
  summary: 'Own orders, newest first; all orders for staff',
  auth: customerOrStaff,
  request: { query: listQuery({ status: Type.Optional(OrderStatus) }) },
  responses: { 200: listOf(Order) },
});

export const readOrderEvents = defineRoute({
  id: 'orders.read-events',
  service: 'orders',
  method: 'GET',
  path: '/orders/{id}/events',
  summary: 'The history of facts of an order',
  auth: customerOrStaff,
  request: { params: orderParams },
  responses: {
    200: strict({
      items: Type.Array(
        strict({
          version: Type.Integer(),
          type: Type.String(),
          time: Type.String(),
          data: Type.Unknown(),
        }),
      ),
    }),
  },
});
