// Has the service come back to the payments whose answers are still out: a delayed message to its own inbox, one for all that are due within some seconds. Only a hint: the due index and the scheduled run are the truth.
import { message } from '../../../events/message.ts';
import { settlePayment } from '../../../events/messages/payments.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { address, type Causation } from '../../../platform/messaging/outgoing.ts';
import { longestDelaySeconds, type SendLater } from '../../../platform/messaging/send-later.ts';
import type { PaymentState } from '../domain/payment.ts';
import { dueAt } from '../store.ts';

export interface ScheduleCheckOptions {
  readonly sendLater: SendLater;
  readonly source: string;
  readonly clock: Clock;
}

/** Does nothing for a payment without open steps. */
export type ScheduleCheck = (
  orderId: string,
  state: PaymentState,
  causation: Causation,
) => Promise<void>;

/** For a step that is overdue already: the provider cannot be asked now. The longer it waits the more seldom; the scheduled run comes by every minute as well. */
const overdueSeconds = { least: 1, share: 0.02, most: 60 };
/** What is due within the same seconds is worked on together: a thousand payments that wait send as many messages as one. */
const togetherMs = 5_000;

const pauseOf = (overdue: number): number => {
  const { least, share, most } = overdueSeconds;
  return Math.min(Math.max(least, Math.ceil(share * overdue)), most);
};

export const createScheduleCheck = ({
  sendLater,
  source,
  clock,
}: ScheduleCheckOptions): ScheduleCheck => {
  /** Numbers of the intervals to come for which this process has sent a message. */
  const announced = new Set<number>();

  const send = async (orderId: string, interval: number, causation: Causation): Promise<void> => {
    // The same from every process: whoever receives the first does the work.
    const id = `settle-due-${interval}`;
    const meta = { id, source, time: isoTime(clock), sequence: 0, causation };
    const { envelope } = address(message(settlePayment, orderId, { orderId }), meta);
    const seconds = Math.ceil((interval * togetherMs - clock.now()) / 1000);
    await sendLater(JSON.stringify(envelope), Math.min(seconds, longestDelaySeconds));
  };

  return async (orderId, state, causation) => {
    const checkAt = dueAt(state);
    if (checkAt === undefined) return;
    const now = clock.now();
    const seconds = Math.ceil((Date.parse(checkAt) - now) / 1000);
    const delay = seconds > 0 ? seconds : pauseOf(-seconds);
    const interval = Math.ceil((now + delay * 1000) / togetherMs);
    if (announced.has(interval)) return;
    for (const old of announced) if (old * togetherMs <= now) announced.delete(old);
    announced.add(interval);
    try {
      await send(orderId, interval, causation);
    } catch (error) {
      announced.delete(interval);
      throw error;
    }
  };
};
