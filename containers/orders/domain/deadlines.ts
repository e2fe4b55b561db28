// How long an order may wait, and what happens when it has waited too long.
import { type Decision, ignore } from '../../../platform/kernel/decider.ts';
import type { CheckDeadline } from './commands.ts';
import { unsentLines } from './deciding/quantities.ts';
import type { OrderEvent } from './events.ts';
import { isPending, type OrderState, type Return } from './order.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Milliseconds. */
export const patience = {
  /** For stock and payment together; above the 15 minutes in which payments settles an unknown result. */
  placing: 20 * minute,
  /** Until release and void are asked for again. */
  cancelling: 5 * minute,
  /** For goods to come back. */
  returning: 30 * day,
  /** For word that goods have arrived; only who is to be forgotten is kept no longer for want of it. */
  delivering: 30 * day,
  /**
   * An order that is not shipped by then gives up its reservation, and is cancelled: before the seven days for which
   * cards hold money, https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
   */
  reservation: 6 * day,
} as const;

export const after = (at: string, milliseconds: number): string =>
  new Date(Date.parse(at) + milliseconds).toISOString();

/** When goods that have all left count as delivered, for somebody who is to be forgotten. */
const forgottenAt = (state: OrderState): string | undefined => {
  if (state.status !== 'shipped' || state.order.erasure !== 'due') return undefined;
  const { shipments } = state.order;
  const left = unsentLines(state.order).length === 0 ? shipments.at(-1)?.shippedAt : undefined;
  return left && after(left, patience.delivering);
};

const lapsesAt = ({ requestedAt }: Return): string => after(requestedAt, patience.returning);

/** Returns whose goods have not come. */
const openReturns = (state: OrderState): readonly Return[] =>
  state.status === 'absent'
    ? []
    : state.order.returns.filter(({ status }) => status === 'requested');

export const deadlineOf = (state: OrderState): string | undefined => {
  if (isPending(state)) return state.deadline;
  const [first] = [...openReturns(state).map(lapsesAt), forgottenAt(state) ?? '']
    .filter(Boolean)
    .sort();
  return first;
};

/** Returns that have waited too long, and what is kept of somebody who is to be forgotten. */
const lapse = (state: OrderState, at: string): OrderEvent[] => {
  const lapsed = openReturns(state).filter((item) => lapsesAt(item) <= at);
  const forgotten = forgottenAt(state);
  return [
    ...lapsed.map(({ returnId }): OrderEvent => ({ type: 'return-lapsed', at, returnId })),
    ...(forgotten !== undefined && forgotten <= at
      ? [{ type: 'personal-data-erased', at } as const]
      : []),
  ];
};

export const checkDeadline = ({ at }: CheckDeadline, state: OrderState): Decision<OrderEvent> => {
  const deadline = deadlineOf(state);
  if (deadline === undefined) return ignore(`nothing is due: the order is ${state.status}`);
  if (at < deadline) return ignore(`not due before ${deadline}`);
  switch (state.status) {
    case 'pending_stock':
      return timeOut('stock', at);
    case 'pending_payment':
      return timeOut('payment', at);
    case 'cancel_pending':
      return [{ type: 'cancellation-retried', at, deadline: after(at, patience.cancelling) }];
    default:
      return lapse(state, at);
  }
};

/** Whatever was done or is under way is undone, and the order is rejected. */
export const timeOut = (waitedFor: 'stock' | 'payment', at: string): OrderEvent[] => [
  { type: 'placing-timed-out', at, waitedFor },
  { type: 'order-rejected', at, reason: 'timed_out' },
];
