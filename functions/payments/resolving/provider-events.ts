// What the provider tells by webhook becomes a command to the payment it speaks of; what fits no payment is kept and tried again.

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
} from '../domain/payment.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import type { Follow } from './follow.ts';
import type { ParkedEventStore } from './parked-event-store.ts';
import { type HandlePayment, requestedIn } from './resolve-payment.ts';

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

export interface Told {
  readonly orderId: string;
  readonly outcome: Outcome<PaymentEvent, PaymentState>;
}

/** Undefined when there is no such payment here, or nobody can say which one it is. */
export type TellPayment = (
  event: ProviderEvent,
  context: { causation: Causation; messageId: string },
) => Promise<Told | undefined>;

export interface TellPaymentOptions {
  readonly handle: HandlePayment;
  readonly provider: Pick<PaymentProvider, 'keyOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

export const createTellPayment = ({
  handle,
  provider,
  clock,
  log,
}: TellPaymentOptions): TellPayment => {
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
    const command = commandOf({ ...event, reference }, isoTime(clock));
    const outcome = await handle(orderId, command, context);
    return isPayment(outcome.state) ? { orderId, outcome } : undefined;
  };
};

export interface RetryKeptOptions {
  readonly kept: ParkedEventStore;
  readonly tell: TellPayment;
  readonly follow: Follow;
  readonly clock: Clock;
  readonly log: Log;
}

/** Kept events of one shard and run. */
const pageSize = 100;

/** The scheduled run: answers how many kept events have found their payment. */
export const createRetryParked = ({ kept, tell, follow, clock, log }: RetryKeptOptions) => {
  const retry = async (id: string): Promise<boolean> => {
    const found = await kept.read(id);
    // The index may be behind: the decision is made on what the base table says.
    if (found === undefined || (found.nextTryAt ?? '9') > isoTime(clock)) return false;
    const { event, correlationId } = found;
    const causation = { correlationId, causationId: id };
    const told = await tell(event, { causation, messageId: id });
    if (told === undefined) {
      const later = await kept.postpone(found, isoTime(clock));
      if (later?.nextTryAt === null)
        log.error({ keptId: id, event }, 'a provider event fits no payment');
      return false;
    }
    const { orderId, outcome } = told;
    const fresh = outcome.kind === 'committed' ? requestedIn(outcome.events) : [];
    await follow(orderId, outcome, { causation, fresh });
    await kept.remove(id);
    return true;
  };

  const retrySafely = async (id: string): Promise<boolean> => {
    try {
      return await retry(id);
    } catch (error) {
      log.error({ error, keptId: id }, 'a kept event was not tried');
      return false;
    }
  };

  return async (): Promise<number> => {
    const due = await kept.due(isoTime(clock), pageSize);
    const results = await Promise.all(due.map(retrySafely));
    const found = results.filter(Boolean).length;
    if (due.length > 0) log.info({ tried: due.length, found }, 'kept events tried');
    return found;
  };
};
