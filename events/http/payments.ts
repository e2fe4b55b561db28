// What was authorised, captured and refunded for an order, what a person must look at, and how our books fit the provider's: /payments, /payment-reviews, /payment-reports.
import { type Static, Type } from 'typebox';
import { line, Money, strict } from '../schemas.ts';
import { admin, customerOrStaff, defineRoute, staff } from './route.ts';
import { byId, idParam, listOf, listQuery } from './shapes.ts';

export const Payment = strict({
  orderId: Type.String(),
  /** `none`: the order costs nothing. */
  status: Type.Enum([
    'none',
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
  /** What a person must look at; shown to staff only. */
  flags: Type.Optional(Type.Array(Type.String())),
});
export type Payment = Static<typeof Payment>;

export const readPayment = defineRoute({
  id: 'payments.read',
  service: 'payments',
  method: 'GET',
  path: '/payments/{orderId}',
  summary: 'The payment of an order with its ledger entries',
  auth: customerOrStaff,
  request: {
    params: strict({ orderId: idParam('Of the order.', 'ord_0198f3a27c417d5e9b1a4f6e2c8d0a11') }),
  },
  responses: { 200: Payment },
});

export const PaymentStep = strict({
  kind: Type.Enum(['authorization', 'capture', 'void', 'refund']),
  /** Of the capture or the refund; null for the others. */
  id: Type.Union([Type.String(), Type.Null()]),
  amount: Money,
  /** `pending`: the provider answers later; `unknown`: its answer was lost. */
  progress: Type.Enum(['requested', 'pending', 'unknown', 'succeeded', 'failed']),
  requestedAt: Type.String(),
  endedAt: Type.Union([Type.String(), Type.Null()]),
  durationMs: Type.Union([Type.Integer(), Type.Null()]),
  /** Answers of the provider that were recorded, also that there was none. */
  attempts: Type.Integer(),
  /** When the provider is asked again; null for a step that has ended. */
  nextTryAt: Type.Union([Type.String(), Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
});
export type PaymentStep = Static<typeof PaymentStep>;

export const listPaymentSteps = defineRoute({
  id: 'payments.list-steps',
  service: 'payments',
  method: 'GET',
  path: '/admin/payments/{orderId}/steps',
  summary: 'What was asked of the payment provider for an order, how often, and what came of it',
  auth: { kind: 'bearer', roles: ['admin', 'support'], scopes: ['stories:read'] },
  request: {
    params: strict({ orderId: idParam('Of the order.', 'ord_0198f3a27c417d5e9b1a4f6e2c8d0a11') }),
  },
  responses: { 200: listOf(PaymentStep) },
});

export const PaymentReview = strict({
  /** Of the order, or of the provider's event that fits none. */
  id: Type.String(),
  kind: Type.Enum(['payment', 'provider-event']),
  orderId: Type.String(),
  reasons: Type.Array(Type.String()),
  since: Type.String(),
});
export type PaymentReview = Static<typeof PaymentReview>;

export const listPaymentReviews = defineRoute({
  id: 'payments.list-reviews',
  service: 'payments',
  method: 'GET',
  path: '/payment-reviews',
  summary: 'Flagged payments, and events of the provider that fit no payment',
  auth: staff,
  request: { query: listQuery({}) },
  responses: { 200: listOf(PaymentReview) },
});

export const closePaymentReview = defineRoute({
  id: 'payments.close-review',
  service: 'payments',
  method: 'POST',
  path: '/payment-reviews/{id}/closure',
  summary: 'Say that the named reasons were looked at; what came meanwhile stays open',
  auth: admin,
  problems: ['invalid-state'],
  request: {
    params: byId(
      'Of the order, or of the event of the provider that fits none.',
      'ord_0198f3a27c417d5e9b1a4f6e2c8d0a11',
    ),
    body: strict({
      reasons: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
        minItems: 1,
        maxItems: 50,
      }),
      note: line(500),
    }),
  },
  responses: { 204: null },
});

const report = {
  /** Of UTC, e.g. `2026-01-31`. */
  day: Type.String(),
  /** Steps that both sides have with the same amount. */
  matched: Type.Integer(),
  /** Steps that only one side has, or with another amount. */
  differing: Type.Integer(),
};

const OptionalMoney = Type.Union([Money, Type.Null()]);

export const PaymentReport = strict({
  ...report,
  /** At most 500 of them. */
  differences: Type.Array(
    strict({
      /** Our key of the step: order, step and its id. */
      key: Type.String(),
      kind: Type.String(),
      ours: OptionalMoney,
      theirs: OptionalMoney,
    }),
  ),
});
export type PaymentReport = Static<typeof PaymentReport>;

export const listPaymentReports = defineRoute({
  id: 'payments.list-reports',
  service: 'payments',
  method: 'GET',
  path: '/payment-reports',
  summary: 'Our ledger held against the provider, day by day, newest first',
  auth: staff,
  request: { query: listQuery({}) },
  responses: { 200: listOf(strict(report)) },
});

export const readPaymentReport = defineRoute({
  id: 'payments.read-report',
  service: 'payments',
  method: 'GET',
  path: '/payment-reports/{day}',
  summary: 'The report of one day with its differences',
  auth: staff,
  request: { params: strict({ day: idParam('Of UTC.', '2026-01-31') }) },
  responses: { 200: PaymentReport },
});
