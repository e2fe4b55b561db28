// What was authorised, captured and refunded for an order: /payments.
import { type Static, Type } from 'typebox';
import { Money, strict } from '../schemas.ts';
import { customerOrStaff, defineRoute } from './route.ts';

export const Payment = strict({
  orderId: Type.String(),
  status: Type.Enum([
    'pending',
    'authorized',
    'declined',
    'captured',
    'voided',
    'refunded',
    'unknown',
  ]),
  authorized: Money,
  captured: Money,
  refunded: Money,
  voided: Money,
  entries: Type.Array(
    strict({
      kind: Type.String(),
      amount: Money,
      time: Type.String(),
      providerReference: Type.String(),
    }),
  ),
});
export type Payment = Static<typeof Payment>;

export const readPayment = defineRoute({
  id: 'payments.read',
  service: 'payments',
  method: 'GET',
  path: '/payments/{orderId}',
  summary: 'The payment of an order with its ledger entries',
  auth: customerOrStaff,
  request: { params: strict({ orderId: Type.String({ maxLength: 200 }) }) },
  responses: { 200: Payment },
});
