// What payment providers tell us, and what merchants are told.
import { Type } from 'typebox';
import { fact } from '../message.ts';
import { Money, strict } from '../schemas.ts';

/** What a provider may say of a payment, in our words. */
export const providerEventKinds = [
  'authorization.succeeded',
  'authorization.failed',
  'capture.succeeded',
  'capture.failed',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
] as const;

export const providerEventReceived = fact(
  'webhooks.provider-event-received.v1',
  strict({
    provider: Type.Enum(['sandbox', 'stripe']),
    providerEventId: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Enum(providerEventKinds),
    /** Our own idempotency key of the step, as the provider echoes it. */
    reference: Type.String({ minLength: 1, maxLength: 200 }),
    providerReference: Type.String({ maxLength: 200 }),
    amount: Money,
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  }),
);

/** Facts that merchants may subscribe to. */
export const outboundEventTypes = [
  'orders.order-placed.v1',
  'orders.order-confirmed.v1',
  'orders.order-rejected.v1',
  'orders.order-cancelled.v1',
  'orders.address-changed.v1',
  'orders.lines-cancelled.v1',
  'orders.order-shipped.v1',
  'orders.order-delivered.v1',
  'orders.order-returned.v1',
  'orders.order-refunded.v1',
  'orders.personal-data-erased.v1',
] as const;
export type OutboundEventType = (typeof outboundEventTypes)[number];

/** The same facts as they are passed on: what is in them is between the publisher and the merchant. */
export const outboundEvents = outboundEventTypes.map((type) => fact(type, Type.Unknown()));

/** An endpoint was switched off because it has failed for too long, or has said that it is gone. */
export const endpointDisabled = fact(
  'webhooks.endpoint-disabled.v1',
  strict({
    endpointId: Type.String({ maxLength: 80 }),
    /** Subject of the user or client it belongs to. */
    owner: Type.String({ maxLength: 80 }),
    url: Type.String({ maxLength: 2048 }),
    reason: Type.Enum(['failing', 'gone']),
  }),
);
