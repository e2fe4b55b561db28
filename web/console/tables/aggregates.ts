// Aggregates step by step: what each commit of a partition has made of its state, by the services' own `evolve`.
import { evolve as evolveOrder } from '../../../containers/orders/domain/evolve.ts';
import { evolve as evolveReservation } from '../../../containers/products/domain/reservation-effects.ts';
import { evolve as evolvePayment } from '../../../functions/payments/domain/evolve.ts';

export type Item = Readonly<Record<string, unknown>>;

interface Occurrence {
  readonly type: string;
}

interface Aggregate {
  readonly initial: unknown;
  readonly evolve: (state: unknown, event: Occurrence) => unknown;
}

const aggregate = (status: string, evolve: unknown): Aggregate => ({
  initial: { status },
  evolve: evolve as Aggregate['evolve'],
});

/** By the first part of the partition key. */
const aggregates = new Map([
  ['ORDER', aggregate('absent', evolveOrder)],
  ['PAYMENT', aggregate('none', evolvePayment)],
  ['RESERVATION', aggregate('none', evolveReservation)],
]);

export interface Change {
  /** Where in the state, e.g. `order.payment.status`. */
  readonly at: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface Step {
  /** Of the commit, e.g. `COMMIT#0000000002`. */
  readonly key: string;
  readonly time: string;
  readonly events: readonly Occurrence[];
  /** Afterwards. */
  readonly state: unknown;
  readonly changes: readonly Change[];
  /** Why there is no state from here on. */
  readonly fault?: string;
}

const isRecord = (value: unknown): value is Item => typeof value === 'object' && value !== null;

/** The leaves in which two states differ. */
const changesIn = (from: unknown, to: unknown, at = ''): Change[] => {
  if (Object.is(from, to)) return [];
  if (!isRecord(from) && !isRecord(to)) return [{ at, from, to }];
  const [before, after] = [isRecord(from) ? from : {}, isRecord(to) ? to : {}];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    changesIn(before[name], after[name], at === '' ? name : `${at}.${name}`),
  );
};

const eventsOf = ({ events }: Item): Occurrence[] =>
  Array.isArray(events) ? events.filter((event): event is Occurrence => isRecord(event)) : [];

const isCommit = ({ sk }: Item): boolean => String(sk).startsWith('COMMIT#');

/** Of the items of one partition, in the order of their keys; none where its name is of no aggregate. */
export const stepsOf = (partition: string, items: readonly Item[]): readonly Step[] => {
  const [name = ''] = partition.split('#');
  const { initial, evolve } = aggregates.get(name) ?? {};
  if (evolve === undefined) return [];
  let state = initial;
  let fault: string | undefined;
  return items.filter(isCommit).map((item) => {
    const before = state;
    const events = eventsOf(item);
    try {
      if (fault === undefined) state = events.reduce(evolve, state);
    } catch (error) {
      fault = (error as Error).message;
    }
    const changes = changesIn(before, state);
    const step = { key: String(item.sk), time: String(item.time ?? ''), events, state, changes };
    return fault === undefined ? step : { ...step, fault };
  });
};
