// The order as an aggregate: what may be asked of it, what happens then, what it becomes, and what others hear.
import type { Decider } from '../../../platform/kernel/decider.ts';
import type { OrderCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { OrderEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { absent, type OrderState } from './order.ts';
import { react } from './react.ts';

export const orderDecider: Decider<OrderCommand, OrderEvent, OrderState> = {
  initial: absent,
  decide,
  evolve,
  react,
};
