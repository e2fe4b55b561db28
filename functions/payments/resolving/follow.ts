// Follows a payment's open steps, and has whatever is left open found by its deadline. The message that opens a step comes again until it is done with, so that a step has a deadline only once a first try has ended or come to nothing.

import type { Loaded } from '../../../platform/data/commits.ts';
import type { Deadlines } from '../../../platform/data/deadlines.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import { isPayment, type PaymentState } from '../domain/payment.ts';
import { dueAt } from '../store.ts';
import type { ResolvePayment } from './resolve-payment.ts';
import type { ScheduleCheck } from './schedule-check.ts';

export interface FollowOptions {
  readonly resolvePayment: ResolvePayment;
  readonly deadlines: Pick<Deadlines, 'put'>;
  /** @default the scheduled run comes by itself */
  readonly scheduleCheck?: ScheduleCheck;
}

/** `fresh` names the steps that this very work has just requested. */
export type Follow = (
  orderId: string,
  payment: Loaded<PaymentState>,
  context: { readonly causation: Causation; readonly fresh?: readonly string[] },
) => Promise<void>;

/** Some steps were opened before: whoever did it may have stopped. */
const wasOpen = (state: PaymentState, fresh: readonly string[]): boolean =>
  isPayment(state) &&
  state.steps.some(({ key, checkAt }) => checkAt !== null && !fresh.includes(key));

export const createFollow = ({
  resolvePayment,
  deadlines,
  scheduleCheck = async () => {},
}: FollowOptions): Follow => {
  const expect = async (id: string, state: PaymentState): Promise<void> => {
    const at = dueAt(state);
    if (at !== undefined) await deadlines.put({ id, dueAt: at });
  };

  return async (orderId, payment, { causation, fresh = [] }) => {
    if (wasOpen(payment.state, fresh)) await expect(orderId, payment.state);
    const left = await resolvePayment(orderId, payment, { causation, fresh });
    await expect(orderId, left);
    await scheduleCheck(orderId, left, causation);
  };
};
