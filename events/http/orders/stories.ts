// Where an order is, and asking again for what is stuck: /admin/orders/{id}/….
import { type Static, Type } from 'typebox';
import { strict } from '../../schemas.ts';
import { DeadLetterView } from '../dead-letters.ts';
import { PaymentStep } from '../payments.ts';
import { defineRoute, staff } from '../route.ts';
import { orNull } from '../shapes.ts';
import { Order, OrderStatus, orderParams } from './orders.ts';

const StoryStep = strict({
  /** Of the saga: `reserve`, `authorize` …. */
  step: Type.String(),
  /** Type of the message that asks. */
  asks: Type.String(),
  /** The service that is asked. */
  of: Type.String(),
  /** Of the capture, refund, shipment, return or cancellation. */
  about: orNull(Type.String()),
  /** `sent`: nobody waits for an answer, or no longer. */
  state: Type.Enum(['waiting', 'done', 'refused', 'sent']),
  /** How often it was asked. */
  attempts: Type.Integer(),
  askedAt: Type.String(),
  lastAskedAt: Type.String(),
  answeredAt: orNull(Type.String()),
  /** From the first question to the answer. */
  durationMs: orNull(Type.Integer()),
  lastError: orNull(Type.String()),
  /** When the order gives up, or asks again by itself. */
  deadline: orNull(Type.String()),
});

const { body: _, ...letter } = DeadLetterView.properties;

/** What helps, as a request of this API. */
const Remedy = strict({
  says: Type.String(),
  request: strict({
    method: Type.Literal('POST'),
    /** Below `/v1`. */
    path: Type.String(),
    /** Null where it wants none. */
    body: orNull(strict({ subject: Type.String() })),
  }),
});

export const OrderStory = strict({
  orderId: Type.String(),
  status: OrderStatus,
  version: Type.Integer(),
  placedAt: Type.String(),
  updatedAt: Type.String(),
  /** When the order gives up waiting, asks again, or lets a return lapse. */
  deadline: orNull(Type.String()),
  steps: Type.Array(StoryStep),
  /** Null while payments does not answer. */
  payment: orNull(Type.Array(PaymentStep)),
  /** Looked for only while a step waits; null where some queue could not be looked through. */
  deadLetters: orNull(Type.Array(strict({ service: Type.String(), ...letter }))),
  remedies: Type.Array(Remedy),
});
export type OrderStory = Static<typeof OrderStory>;

export const readOrderStory = defineRoute({
  id: 'orders.read-story',
  service: 'orders',
  method: 'GET',
  path: '/admin/orders/{id}/story',
  summary: 'Where an order is and why: each step with its attempts, and what helps',
  auth: staff,
  request: { params: orderParams },
  responses: { 200: OrderStory },
});

export const retryOrderSteps = defineRoute({
  id: 'orders.retry-steps',
  service: 'orders',
  method: 'POST',
  path: '/admin/orders/{id}/retries',
  summary:
    'Ask stock and payment again now for all that they have not answered; what they have done already is not done twice',
  auth: staff,
  idempotent: true,
  problems: ['invalid-state'],
  request: { params: orderParams },
  responses: { 202: Order },
});
