// What a payment provider told us, verified and stored once.
import { Type } from 'typebox';
import { fact } from '../message.ts';
import { Money, strict } from '../schemas.ts';

export const providerEventReceived = fact(
  'webhooks.provider-event-received.v1',
  strict({
    provider: Type.Enum(['sandbox', 'stripe']),
    providerEventId: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Enum([
      'authorization.succeeded',
      'authorization.failed',
      'capture.succeeded',
      'capture.failed',
      'refund.succeeded',
      'refund.failed',
      'dispute.opened',
    ]),
    /** Our own idempotency key of the step, as the provider echoes it. */
    reference: Type.String({ minLength: 1, maxLength: 200 }),
    providerReference: Type.String({ maxLength: 200 }),
    amount: Money,
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  }),
);
