// Has the service come back to a payment whose answer is still out: a delayed message to its own inbox. Only a hint: the due index and the scheduled run are the truth.
import { message } from '../../events/message.ts';
import { settlePayment } from '../../events/messages/payments.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { NewId } from '../../platform/ids.ts';
import { address, type Causation } from '../../platform/messaging/outgoing.ts';
import { longestDelaySeconds, type SendLater } from '../../platform/messaging/send-later.ts';
import { isPayment, type PaymentState } from './domain/payment.ts';

export interface RemindOptions {
  readonly sendLater: SendLater;
  readonly source: string;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** Does nothing for a payment without open steps. */
export type Remind = (orderId: string, state: PaymentState, causation: Causation) => Promise<void>;

/** For a step that is overdue already: the provider cannot be asked now. The longer it waits the more seldom, so that those who wait do not crowd out the new ones; the scheduled run comes by as well. */
const overdueSeconds = { least: 15, share: 0.45, most: 300 };

const pauseOf = (overdue: number): number => {
  const { least, share, most } = overdueSeconds;
  return Math.min(Math.max(least, Math.ceil(share * overdue)), most);
};

export const createRemind =
  ({ sendLater, source, clock, newId }: RemindOptions): Remind =>
  async (orderId, state, causation) => {
    if (!isPayment(state)) return;
    const [checkAt] = state.steps.flatMap((step) => step.checkAt ?? []).sort();
    if (checkAt === undefined) return;
    const seconds = Math.ceil((Date.parse(checkAt) - clock.now()) / 1000);
    const delay = seconds > 0 ? Math.min(seconds, longestDelaySeconds) : pauseOf(-seconds);
    const meta = { id: newId('msg'), source, time: isoTime(clock), sequence: 0, causation };
    const { envelope } = address(message(settlePayment, orderId, { orderId }), meta);
    await sendLater(JSON.stringify(envelope), delay);
  };
