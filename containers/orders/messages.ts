// What the orders service does with its inbox: the replies of stock and payment move the order on, the clock asks for overdue ones.
import { userDeletionRequested } from '../../events/messages/auth.ts';
import { checkDeadlines } from '../../events/messages/orders.ts';
import {
  paymentAuthorized,
  paymentCaptured,
  paymentCleared,
  paymentDeclined,
  paymentFlagged,
  paymentRefunded,
  paymentRefundFailed,
  paymentVoided,
} from '../../events/messages/payments.ts';
import {
  stockReleased,
  stockReservationFailed,
  stockReserved,
} from '../../events/messages/products.ts';
import { type Clock, isoTime } from '../../platform/kernel/clock.ts';
import {
  done,
  type Handled,
  type Incoming,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import type { Orders } from './commands.ts';
import type { SystemCommand } from './domain/commands.ts';
import type { Forgetting } from './erasure/erasure.ts';
import type { CheckDeadlines } from './watchdog.ts';

/** The commands, without the time that is put to them here. */
type Untimed<C> = C extends SystemCommand ? Omit<C, 'at'> : never;

export const messageHandlers = ({
  orders,
  check,
  forgetting,
  clock,
}: {
  readonly orders: Pick<Orders, 'handle'>;
  readonly check: CheckDeadlines;
  readonly forgetting: Forgetting;
  readonly clock: Clock;
}): readonly MessageHandler[] => {
  const record = async (
    { data, causation, envelope }: Incoming<{ orderId: string }>,
    command: Untimed<SystemCommand>,
  ): Promise<Handled> => {
    const timed = { ...command, at: isoTime(clock) } as SystemCommand;
    const context = { causation, messageId: envelope.id };
    const outcome = await orders.handle(data.orderId, timed, context);
    return outcome.kind === 'ignored' ? { kind: 'ignored', reason: outcome.reason } : done;
  };

  return [
    on(stockReserved, (reply) => record(reply, { type: 'record-stock-reserved' })),
    on(stockReservationFailed, (reply) => {
      const { reason, sku } = reply.data;
      return record(reply, { type: 'record-stock-reservation-failed', reason, sku });
    }),
    on(stockReleased, (reply) =>
      record(reply, { type: 'record-stock-released', reason: reply.data.reason }),
    ),
    on(paymentAuthorized, (reply) => {
      const { orderId: _, ...authorized } = reply.data;
      return record(reply, { type: 'record-payment-authorized', ...authorized });
    }),
    on(paymentDeclined, (reply) =>
      record(reply, { type: 'record-payment-declined', reason: reply.data.reason }),
    ),
    on(paymentVoided, (reply) => record(reply, { type: 'record-payment-voided' })),
    on(paymentCaptured, (reply) => {
      const { captureId, amount } = reply.data;
      return record(reply, { type: 'record-payment-captured', captureId, amount });
    }),
    on(paymentRefunded, (reply) => {
      const { refundId, amount } = reply.data;
      return record(reply, { type: 'record-payment-refunded', refundId, amount });
    }),
    on(paymentRefundFailed, (reply) =>
      record(reply, { type: 'record-refund-failed', refundId: reply.data.refundId }),
    ),
    on(paymentFlagged, (reply) =>
      record(reply, { type: 'record-payment-flagged', reason: reply.data.reason }),
    ),
    on(paymentCleared, (reply) => record(reply, { type: 'record-payment-cleared' })),
    on(userDeletionRequested, async ({ data, causation }) => {
      await forgetting.forget(data.userId, isoTime(clock), causation);
      return done;
    }),
    // Each order decides by its own deadline, so a second delivery finds nothing to do.
    on(checkDeadlines, async ({ causation, log }) => {
      const at = isoTime(clock);
      const overdue = await check(at, causation);
      if (overdue > 0) log.warn({ overdue }, 'orders were overdue');
      await forgetting.forgetAgain(at, causation);
      return done;
    }),
  ];
};
