// Refusals that several commands share.
import { AppError } from '../../../../platform/kernel/errors.ts';
import type { Actor } from '../commands.ts';
import type { OrderState, PlacedOrder } from '../order.ts';

export const invalidState = (state: PlacedOrder, action: string): AppError =>
  new AppError('invalid-state', {
    detail: `An order that is ${state.status} cannot be ${action}.`,
  });

/** An order that is not there and an order that is not yours look the same. */
export const placedAndVisible = (state: OrderState, actor: Actor): PlacedOrder => {
  if (state.status === 'absent') throw new AppError('not-found');
  if (actor.kind === 'customer' && actor.customerId !== state.order.customerId) {
    throw new AppError('not-found');
  }
  return state;
};

export const staff: Actor = { kind: 'staff' };
