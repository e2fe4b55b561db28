// What the orders service does with its inbox: the replies of stock and payment move the order on, the clock asks for overdue ones.
import { userDeletionRequested } from '../../events/messages/auth.ts';
import { checkDeadlines } from '../../events/messages/orders.ts';
import type { DueRound } from '../../platform/data/due-round.ts';
import { type Clock, isoTime } from '../../platform/kernel/clock.ts';
import {
  alone,
  done,
  type Handled,
  type Incoming,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import type { Orders } from './commands.ts';
import { news, steps } from './domain/saga.ts';
import type { Forgetting } from './erasure/erasure.ts';

/** What every answer says: of which order it is, and what its command takes. */
type Said = { readonly orderId: string } & Readonly<Record<string, unknown>>;

export const messageHandlers = ({
  orders,
  check,
  forgetting,
  clock,
}: {
  readonly orders: Pick<Orders, 'handle'>;
  readonly check: DueRound;
  readonly forgetting: Forgetting;
  readonly clock: Clock;
}): readonly MessageHandler[] => {
  const record = async (
    { data, causation, envelope }: Incoming<Said>,
    type: (typeof news)[number]['recordedBy'],
  ): Promise<Handled> => {
    const { orderId, ...said } = data;
    const command = { ...said, type, at: isoTime(clock) } as Parameters<Orders['handle']>[1];
    const outcome = await orders.handle(orderId, command, { causation, messageId: envelope.id });
    return outcome.kind === 'ignored' ? { kind: 'ignored', reason: outcome.reason } : done;
  };

  const answers = [...steps.flatMap((step) => step.answers), ...news];

  return [
    ...answers.map(({ message, reads, recordedBy }) =>
      on(message, reads as never[], (reply) => record(reply as Incoming<Said>, recordedBy)),
    ),
    on(userDeletionRequested, ['userId'], async ({ data, causation }) => {
      await forgetting.forget(data.userId, isoTime(clock), causation);
      return done;
    }),
    // Each order decides by its own deadline, so a second delivery finds nothing to do.
    on(
      checkDeadlines,
      [],
      alone(async ({ causation, log }) => {
        const at = isoTime(clock);
        const overdue = await check(at, { causation, log });
        if (overdue > 0) log.warn({ overdue }, 'orders were overdue');
        await forgetting.forgetAgain(at, causation);
        return done;
      }),
    ),
  ];
};
