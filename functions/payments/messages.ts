// What the payments service does with the messages in its inbox.
import {
  authorizePayment,
  capturePayment,
  noteNothingDue,
  refundPayment,
  settlePayment,
  voidPayment,
} from '../../events/messages/payments.ts';
import { providerEventReceived } from '../../events/messages/webhooks.ts';
import type { Outcome } from '../../platform/data/command-handler.ts';
import { type Clock, isoTime } from '../../platform/kernel/clock.ts';
import {
  done,
  type Handled,
  type Incoming,
  ignored,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { PaymentCommand, PaymentEvent, PaymentState } from './domain/payment.ts';
import type { Follow } from './resolving/follow.ts';
import type { ParkedEventStore } from './resolving/parked-event-store.ts';
import type { ApplyProviderEvent } from './resolving/provider-events.ts';
import type { Reconcile } from './resolving/reconciliation.ts';
import { type HandlePayment, requestedIn } from './resolving/resolve-payment.ts';

export interface PaymentInboxOptions {
  /** False when somebody has received this message before. */
  readonly isFirst: (messageId: string) => Promise<boolean>;
  readonly reconcile: Reconcile;
  readonly handle: HandlePayment;
  readonly follow: Follow;
  readonly applyProviderEvent: ApplyProviderEvent;
  readonly parked: Pick<ParkedEventStore, 'add'>;
  readonly clock: Clock;
}

const eventMembers = [
  'provider',
  'providerEventId',
  'kind',
  'reference',
  'providerReference',
  'amount',
  'reason',
] as const;

/** The consumer's 15 s, less one for its last writes. */
const resolvingMs = 14_000;

export const paymentHandlers = ({
  isFirst,
  reconcile,
  handle,
  follow,
  applyProviderEvent,
  parked,
  clock,
}: PaymentInboxOptions): readonly MessageHandler[] => {
  /** Also for a duplicate: the first delivery may have stopped before it asked the provider. */
  const goOn = async (
    orderId: string,
    outcome: Outcome<PaymentEvent, PaymentState>,
    causation: Causation,
  ): Promise<Handled> => {
    const fresh = outcome.kind === 'committed' ? requestedIn(outcome.events) : [];
    await follow(orderId, outcome, { causation, fresh });
    return outcome.kind === 'ignored' ? ignored(outcome.reason) : done;
  };

  const execute = async (
    orderId: string,
    command: PaymentCommand,
    { envelope, causation }: Incoming,
  ): Promise<Handled> => {
    const outcome = await handle(orderId, command, { causation, messageId: envelope.id });
    return goOn(orderId, outcome, causation);
  };

  const at = () => isoTime(clock);

  return [
    on(authorizePayment, ['orderId', 'customerId', 'amount', 'paymentToken'], (incoming) =>
      execute(incoming.data.orderId, { type: 'authorize', ...incoming.data, at: at() }, incoming),
    ),
    on(noteNothingDue, ['orderId', 'customerId', 'currency'], (incoming) =>
      execute(
        incoming.data.orderId,
        { type: 'note-nothing-due', ...incoming.data, at: at() },
        incoming,
      ),
    ),
    on(voidPayment, ['orderId'], (incoming) =>
      execute(incoming.data.orderId, { type: 'void', ...incoming.data, at: at() }, incoming),
    ),
    on(capturePayment, ['orderId', 'captureId', 'amount'], (incoming) => {
      const { orderId, captureId, amount } = incoming.data;
      return execute(orderId, { type: 'capture', captureId, amount, at: at() }, incoming);
    }),
    on(refundPayment, ['orderId', 'refundId', 'amount'], (incoming) => {
      const { orderId, refundId, amount } = incoming.data;
      return execute(orderId, { type: 'refund', refundId, amount, at: at() }, incoming);
    }),
    on(settlePayment, ['orderId'], async ({ envelope: { id }, data: { orderId }, causation }) => {
      if (!(await isFirst(id))) return ignored('somebody else is at it');
      await reconcile({ id, first: { orderId, causation }, until: clock.now() + resolvingMs });
      return done;
    }),
    // All of it is kept where no payment fits.
    on(providerEventReceived, eventMembers, async ({ envelope, data, causation }) => {
      const messageId = envelope.id;
      const known = await applyProviderEvent(data, { causation, messageId });
      if (known !== undefined) return goOn(known.orderId, known.outcome, causation);
      const { correlationId } = causation;
      const isNew = await parked.add(data, { messageId, correlationId }, at());
      return ignored(isNew ? 'kept: no such payment yet' : 'kept before');
    }),
  ];
};
