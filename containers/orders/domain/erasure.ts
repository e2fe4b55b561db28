// A customer who asks to be forgotten: the address is erased as soon as nothing has to be sent there any more.
import { type Decision, ignore, isIgnored } from '../../../platform/kernel/decider.ts';
import type { ForgetCustomer } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { OrderState } from './order.ts';

const isOver = ({ status }: OrderState): boolean =>
  ['rejected', 'cancelled', 'delivered', 'returned'].includes(status);

export const forgetCustomer = ({ at }: ForgetCustomer, state: OrderState): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  return state.order.erasure === undefined
    ? [{ type: 'customer-forgotten', at }]
    : ignore('the customer is forgotten already');
};

/** Follows the event that ends an order whose customer is to be forgotten. */
export const withErasure = (
  decision: Decision<OrderEvent>,
  state: OrderState,
  at: string,
): Decision<OrderEvent> => {
  if (isIgnored(decision)) return decision;
  const after = decision.reduce(evolve, state);
  const isDue = isOver(after) && after.status !== 'absent' && after.order.erasure === 'due';
  return isDue ? [...decision, { type: 'personal-data-erased', at }] : decision;
};
