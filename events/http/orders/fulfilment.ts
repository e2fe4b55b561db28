// What becomes of an order once it is placed: /orders/{id}/….
import { Type } from 'typebox';
import { Address, Currency, line, StockLine, strict } from '../../schemas.ts';
import { type Auth, customerOrStaff, defineRoute } from '../route.ts';
import { idParam } from '../shapes.ts';
import { Order, orderParams } from './orders.ts';

const returnParams = strict({
  ...orderParams.properties,
  returnId: idParam('Of the return.', 'ret_0198f3a27c417d5e9b1a4f6e2c8d0a11'),
});

const someLines = Type.Array(StockLine, { minItems: 1, maxItems: 50 });

/** Those who send goods and money: staff, and services of the warehouse. */
const fulfilment: Auth = {
  kind: 'bearer',
  roles: ['admin', 'fulfilment'],
  scopes: ['orders:fulfil'],
};

export const cancelOrder = defineRoute({
  id: 'orders.cancel',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/cancellation',
  summary:
    'Cancel an order of which nothing has left; stock and payment are freed. One that is still being placed is cancelled at its next step; of one that was sent in part, staff cancel the rest',
  auth: customerOrStaff,
  idempotent: true,
  problems: ['invalid-state'],
  request: { params: orderParams },
  responses: { 202: Order },
});

export const cancelOrderLines = defineRoute({
  id: 'orders.cancel-lines',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/line-cancellations',
  summary:
    'Goods that have not left will not be sent: all that is left, or the lines given; stock and money of these are freed',
  auth: fulfilment,
  idempotent: true,
  problems: ['invalid-state'],
  request: {
    params: orderParams,
    body: strict({ lines: Type.Optional(someLines) }),
  },
  responses: { 202: Order },
});

export const changeAddress = defineRoute({
  id: 'orders.change-address',
  service: 'orders',
  method: 'PUT',
  path: '/orders/{id}/shipping-address',
  summary:
    'Send the order elsewhere, until something of it has left; within the country and the tax that it was priced for',
  auth: customerOrStaff,
  problems: ['invalid-state'],
  request: { params: orderParams, body: Address },
  responses: { 200: Order },
});

export const shipOrder = defineRoute({
  id: 'orders.ship',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/shipments',
  summary:
    'Goods have left: all that is left, or the lines given; the customer is charged for these',
  auth: fulfilment,
  idempotent: true,
  problems: ['invalid-state'],
  request: {
    params: orderParams,
    body: strict({
      carrier: line(100),
      trackingNumber: line(100),
      lines: Type.Optional(someLines),
    }),
  },
  responses: { 201: Order },
});

export const deliverOrder = defineRoute({
  id: 'orders.deliver',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/delivery',
  summary: 'The shipments under way have arrived; asked again, it answers the same',
  auth: fulfilment,
  problems: ['invalid-state'],
  request: { params: orderParams },
  responses: { 200: Order },
});

export const requestReturn = defineRoute({
  id: 'orders.request-return',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/returns',
  summary: 'Send delivered goods back',
  auth: customerOrStaff,
  idempotent: true,
  problems: ['invalid-state'],
  request: { params: orderParams, body: strict({ lines: someLines, reason: line(500) }) },
  responses: { 202: strict({ returnId: Type.String(), order: Order }) },
});

export const receiveReturn = defineRoute({
  id: 'orders.receive-return',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/returns/{returnId}/receipt',
  summary:
    'Returned goods have come: they are refunded, and put back into stock unless they are damaged',
  auth: fulfilment,
  idempotent: true,
  problems: ['invalid-state'],
  request: {
    params: returnParams,
    body: Type.Optional(strict({ damaged: Type.Optional(Type.Boolean()) })),
  },
  responses: { 200: Order },
});

export const refuseReturn = defineRoute({
  id: 'orders.refuse-return',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/returns/{returnId}/refusal',
  summary: 'The shop does not take the goods back: nothing is refunded',
  auth: fulfilment,
  idempotent: true,
  problems: ['invalid-state'],
  request: { params: returnParams, body: strict({ reason: line(500) }) },
  responses: { 200: Order },
});

export const withdrawReturn = defineRoute({
  id: 'orders.withdraw-return',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/returns/{returnId}/withdrawal',
  summary: 'The customer keeps the goods after all',
  auth: customerOrStaff,
  idempotent: true,
  problems: ['invalid-state'],
  request: { params: returnParams },
  responses: { 200: Order },
});

export const refundOrder = defineRoute({
  id: 'orders.refund',
  service: 'orders',
  method: 'POST',
  path: '/orders/{id}/refunds',
  summary: 'Give money back, up to what was captured',
  auth: fulfilment,
  idempotent: true,
  problems: [
    'invalid-state',
    'refund-exceeds-captured',
    'mixed-currency',
    'amount-not-payable',
    'unsupported-currency',
  ],
  request: {
    params: orderParams,
    body: strict({
      amount: strict({
        amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
        currency: Currency,
      }),
      reason: line(500),
    }),
  },
  responses: { 202: Order },
});
