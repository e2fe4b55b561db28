// What the provider tells by webhook becomes a command to the payment it speaks of.

import type { Outcome } from '../../../platform/data/command-handler.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { ProviderEvent } from '../domain/parked-event.ts';
import {
  type Answer,
  isPayment,
  orderOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  stepKey,
} from '../domain/payment.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import type { HandlePayment } from './resolve-payment.ts';

const declineReason = (reason = '') =>
  reason === 'insufficient_funds' ? reason : ('payment_declined' as const);

const commandOf = (
  { kind, reference, providerReference, amount, reason }: ProviderEvent,
  at: string,
): PaymentCommand => {
  const record = (answer: Answer): PaymentCommand => ({
    type: 'record-answer',
    key: reference,
    answer,
    at,
  });
  switch (kind) {
    case 'dispute.opened':
      return { type: 'flag', reason: `dispute opened: ${reason ?? 'no reason given'}`, at };
    case 'authorization.failed':
      return record({ kind: 'declined', reason: declineReason(reason) });
    case 'capture.failed':
    case 'refund.failed':
      return record({ kind: 'refused', reason: reason ?? kind });
    default:
      return record({ kind: 'succeeded', amount, providerReference });
  }
};

/** A refund that is told by the provider's reference of the payment and its own: we have not asked for it. */
const isMadeByHand = ({ kind, reference, providerReference }: ProviderEvent): boolean =>
  kind === 'refund.succeeded' && reference === providerReference;

export interface Applied {
  readonly orderId: string;
  readonly outcome: Outcome<PaymentEvent, PaymentState>;
}

/** Undefined when there is no such payment here, or nobody can say which one it is. */
export type ApplyProviderEvent = (
  event: ProviderEvent,
  context: { causation: Causation; messageId: string },
) => Promise<Applied | undefined>;

export interface ApplyProviderEventOptions {
  readonly handle: HandlePayment;
  readonly provider: Pick<PaymentProvider, 'keyOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

export const createApplyProviderEvent = ({
  handle,
  provider,
  clock,
  log,
}: ApplyProviderEventOptions): ApplyProviderEvent => {
  /** Some events (a dispute) name a payment only as the provider does. */
  const keyOf = async ({ reference, providerReference }: ProviderEvent) => {
    if (reference !== providerReference) return reference;
    try {
      return (await provider.keyOf(reference)) ?? reference;
    } catch (error) {
      log.warn({ error, providerReference }, 'the provider did not say whose payment it is');
      return undefined;
    }
  };

  return async (event, context) => {
    const reference = await keyOf(event);
    if (reference === undefined) return undefined;
    const orderId = orderOf(reference);
    const key = isMadeByHand(event) ? stepKey(orderId, 'refund', event.reason) : reference;
    const command = commandOf({ ...event, reference: key }, isoTime(clock));
    const outcome = await handle(orderId, command, context);
    return isPayment(outcome.state) ? { orderId, outcome } : undefined;
  };
};
