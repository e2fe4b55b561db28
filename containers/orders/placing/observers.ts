// Who is told of what has become of an order: those who wait for it, the admission of new ones, and who measures.
import type { LoadedOrder, OrderObserver, OrderOutcome } from '../commands.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { Admission } from './admission.ts';
import type { Waiters } from './waiters.ts';

/** What stock answers an order. */
const answers: ReadonlySet<string> = new Set<OrderEvent['type']>([
  'stock-reserved',
  'stock-reservation-failed',
]);

/** The facts that end the pending states of a placed order. */
const settling: ReadonlySet<string> = new Set<OrderEvent['type']>([
  'order-confirmed',
  'stock-reservation-failed',
  'payment-declined',
  'payment-mismatched',
  'placing-timed-out',
]);

/** Milliseconds from the placing to the first of these facts, where it has just happened. */
const timeTo = (facts: ReadonlySet<string>, outcome: OrderOutcome): number | undefined => {
  if (outcome.kind !== 'committed' || outcome.state.status === 'absent') return undefined;
  const fact = outcome.events.find(({ type }) => facts.has(type));
  return fact && Date.parse(fact.at) - Date.parse(outcome.state.order.placedAt);
};

export const notifyWaiters =
  (waiters: Pick<Waiters<LoadedOrder>, 'notify'>): OrderObserver =>
  (orderId, { kind, state, version }) => {
    if (kind === 'committed') waiters.notify(orderId, { state, version });
  };

export const notifyAdmission =
  (admission: Pick<Admission, 'answered'>): OrderObserver =>
  (_, outcome) => {
    const milliseconds = timeTo(answers, outcome);
    if (milliseconds !== undefined) admission.answered(milliseconds);
  };

/** Told how long an order was in its pending states when it leaves them. */
export const whenSettled =
  (settled: (milliseconds: number) => void): OrderObserver =>
  (_, outcome) => {
    const milliseconds = timeTo(settling, outcome);
    if (milliseconds !== undefined) settled(milliseconds);
  };
