// Asking again at once, in place of waiting for the deadline: for staff, when the cause is mended.
import type { Decision } from '../../../../platform/kernel/decider.ts';
import { unanswered } from '../asking.ts';
import type { RetrySteps } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import type { OrderState } from '../order.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';

export const retrySteps = ({ at }: RetrySteps, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  if (unanswered(state).length === 0) throw invalidState(placed, 'asked for again');
  return [{ type: 'steps-retried', at }];
};
