// What the payments service does with the messages in its inbox.
import type { MessageData } from '../../events/message.ts';
import {
  authorizePayment,
  capturePayment,
  refundPayment,
  settlePayment,
  voidPayment,
} from '../../events/messages/payments.ts';
import { providerEventReceived } from '../../events/messages/webhooks.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import {
  done,
  type Handled,
  type Incoming,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import {
  type Answer,
  isPayment,
  orderOf,
  type PaymentCommand,
  type PaymentState,
} from './domain/payment.ts';
import type { PaymentProvider } from './provider.ts';
import { type HandlePayment, type Pursue, requestedIn } from './pursue.ts';
import type { Remind } from './remind.ts';
import type { PaymentStore } from './store.ts';

export interface PaymentInboxOptions {
  readonly store: Pick<PaymentStore, 'load'>;
  readonly handle: HandlePayment;
  readonly pursue: Pursue;
  readonly remind: Remind;
  readonly provider: Pick<PaymentProvider, 'keyOf'>;
  readonly clock: Clock;
}

type ProviderEvent = MessageData<typeof providerEventReceived>;

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

export const paymentHandlers = ({
  store,
  handle,
  pursue,
  remind,
  provider,
  clock,
}: PaymentInboxOptions): readonly MessageHandler[] => {
  const follow = async (
    orderId: string,
    state: PaymentState,
    causation: Causation,
    fresh: readonly string[] = [],
  ): Promise<void> => {
    const left = await pursue(orderId, state, { causation, fresh });
    await remind(orderId, left, causation);
  };

  const execute = async (
    orderId: string,
    command: PaymentCommand,
    { envelope, causation }: Incoming,
  ): Promise<Handled> => {
    const outcome = await handle(orderId, command, { causation, messageId: envelope.id });
    if (command.type === 'record-answer' && !isPayment(outcome.state)) {
      // Kept in the queue, and at last in the dead-letter queue: the order may be on its way.
      throw new Error(`the provider speaks of ${orderId}, which has no payment here`);
    }
    const fresh = outcome.kind === 'committed' ? requestedIn(outcome.events) : [];
    // Also for a duplicate: the first delivery may have stopped before it asked the provider.
    await follow(orderId, outcome.state, causation, fresh);
    return outcome.kind === 'committed' ? done : { kind: 'ignored', reason: outcome.reason };
  };

  const at = () => isoTime(clock);

  /** Some events (a dispute) name a payment only as the provider does. */
  const withKey = async (event: ProviderEvent): Promise<ProviderEvent> => {
    if (event.reference !== event.providerReference) return event;
    return { ...event, reference: (await provider.keyOf(event.reference)) ?? event.reference };
  };

  return [
    on(authorizePayment, (incoming) =>
      execute(incoming.data.orderId, { type: 'authorize', ...incoming.data, at: at() }, incoming),
    ),
    on(voidPayment, (incoming) =>
      execute(incoming.data.orderId, { type: 'void', ...incoming.data, at: at() }, incoming),
    ),
    on(capturePayment, (incoming) => {
      const { orderId, captureId, amount } = incoming.data;
      return execute(orderId, { type: 'capture', captureId, amount, at: at() }, incoming);
    }),
    on(refundPayment, (incoming) => {
      const { orderId, refundId, amount } = incoming.data;
      return execute(orderId, { type: 'refund', refundId, amount, at: at() }, incoming);
    }),
    on(settlePayment, async ({ data: { orderId }, causation }) => {
      const { state } = await store.load(orderId);
      await follow(orderId, state, causation);
      return done;
    }),
    on(providerEventReceived, async (incoming) => {
      const event = await withKey(incoming.data);
      return execute(orderOf(event.reference), commandOf(event, at()), incoming);
    }),
  ];
};
