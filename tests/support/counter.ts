// The smallest aggregate there is, for tests of what carries aggregates.
import { Type } from 'typebox';
import { command, fact, message } from '../../events/message.ts';
import { type Decider, ignore } from '../../platform/kernel/decider.ts';
import { AppError } from '../../platform/kernel/errors.ts';

export const counted = fact('orders.counted.v1', Type.Object({ by: Type.Integer() }));
export const recount = command('products.recount.v1', Type.Object({}));

export type CounterCommand = { readonly by: number };
export type CounterEvent = { readonly type: 'counted'; readonly by: number };
export interface CounterState {
  readonly count: number;
}

export const counter: Decider<CounterCommand, CounterEvent, CounterState> = {
  initial: { count: 0 },
  decide: ({ by }, { count }) => {
    if (by === 0) return ignore('nothing to count');
    if (count + by > 10) throw new AppError('invalid-state');
    return [{ type: 'counted', by }];
  },
  evolve: ({ count }, { by }) => ({ count: count + by }),
  react: ({ by }) => [message(counted, 'counter', { by }), message(recount, 'counter', {})],
};
