// When the service comes back to a payment whose answer is still out.
import { expect, it } from 'vitest';
import type { Payment } from '../../functions/payments/domain/payment.ts';
import { createRemind } from '../../functions/payments/remind.ts';
import { newId } from '../../platform/ids.ts';
import { testClock } from '../support/clock.ts';

const clock = testClock();
const causation = { correlationId: 'request-1', causationId: 'request-1' };

const delayOf = async (checkAt: string | null): Promise<number | undefined> => {
  const delays: number[] = [];
  const sendLater = async (_: string, delay: number) => void delays.push(delay);
  const remind = createRemind({ sendLater, source: 'payments', clock, newId });
  const payment = { status: 'pending', steps: [{ checkAt }] } as unknown as Payment;
  await remind(newId('ord'), payment, causation);
  return delays[0];
};

const inSeconds = (seconds: number) => new Date(clock.now() + seconds * 1000).toISOString();

it.each([
  [20, 20],
  [2_000, 900],
  [0, 15],
  [-10, 15],
  // A minute's outage: 55 s overdue at most, and asked again within 30 s of its end.
  [-55, 25],
  [-200, 90],
  [-86_400, 300],
])('a step that is due in %i s is looked at in %i s', async (due, delay) => {
  expect(await delayOf(inSeconds(due))).toBe(delay);
});

it('a payment without open steps is left alone', async () => {
  expect(await delayOf(null)).toBeUndefined();
});
