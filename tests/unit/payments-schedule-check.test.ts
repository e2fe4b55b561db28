// When the service comes back to the payments whose answers are still out, and with how many messages.
import { expect, it } from 'vitest';
import type { Payment } from '../../functions/payments/domain/payment.ts';
import { createScheduleCheck } from '../../functions/payments/resolving/schedule-check.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { testClock } from '../support/clock.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };

const start = (send: () => Promise<void> = async () => {}) => {
  const clock = testClock();
  const sent: { id: string; delay: number }[] = [];
  const sendLater = async (body: string, delay: number) => {
    await send();
    sent.push({ id: (JSON.parse(body) as { id: string }).id, delay });
  };
  const scheduleCheck = createScheduleCheck({ sendLater, source: 'payments', clock });
  const dueIn = (seconds: number | null) => {
    const checkAt = seconds === null ? null : new Date(clock.now() + seconds * 1000).toISOString();
    const payment = { status: 'pending', steps: [{ checkAt }] } as unknown as Payment;
    return scheduleCheck(newId('ord'), payment, causation);
  };
  return { clock, sent, dueIn };
};

it.each([
  [20, 20],
  [21, 25],
  [2_000, 900],
  [0, 5],
  [-10, 5],
  [-200, 5],
  [-600, 15],
  [-86_400, 60],
])('a step that is due in %i s is looked at in %i s', async (due, delay) => {
  const { sent, dueIn } = start();
  await dueIn(due);
  expect(sent.map((one) => one.delay)).toEqual([delay]);
});

it.each([
  // 300 ms after the last interval began, the one after next of five ends in 24.7 s.
  [300, 20, 25],
  // And that which ends 805 s after it began, in 800.05 s.
  [4_950, 800, 801],
])(
  'a delay is of whole seconds, and never ends before the interval: %i ms, %i s',
  async (ms, due, delay) => {
    const { clock, sent, dueIn } = start();
    clock.advance(ms);
    await dueIn(due);
    expect(sent.map((one) => one.delay)).toEqual([delay]);
  },
);

it('a payment without open steps is left alone', async () => {
  const { sent, dueIn } = start();
  await dueIn(null);
  expect(sent).toEqual([]);
});

it('a thousand payments that are due within five seconds send one message, and so does every process', async () => {
  const [one, other] = [start(), start()];
  for (let count = 0; count < 1000; count += 1) await one.dueIn(16 + (count % 5));
  await other.dueIn(20);
  expect(one.sent).toHaveLength(1);
  expect(other.sent).toEqual(one.sent);
  one.clock.advance(60_000);
  await one.dueIn(20);
  expect(new Set(one.sent.map(({ id }) => id)).size).toBe(2);
});

it('a message that could not be sent is sent for the next payment', async () => {
  let isDown = true;
  const { sent, dueIn } = start(async () => {
    if (isDown) throw new Error('the queue does not answer');
  });
  await expect(dueIn(20)).rejects.toThrow('the queue does not answer');
  isDown = false;
  await dueIn(20);
  expect(sent).toHaveLength(1);
});
