// Strikes in the table, where every instance sees them: each write stands only on what was read.
import {
  type Condition,
  exists,
  isNew,
  type Key,
  type Table,
  type Write,
} from '../../../platform/data/table.ts';
import { forgottenAt, type Policy, type Strikes, struck, waitAt } from '../domain/throttle.ts';

/** What is counted under a key, and how. */
export interface Counter {
  readonly key: Key;
  readonly policy: Policy;
}

/** What was found at a counter, and what a try has made of it. */
export interface Place extends Counter {
  readonly before: Strikes | undefined;
  readonly after: Strikes;
}

/** Another try was counted, or given back, in between. */
export class Moved extends Error {}

const moved = () => new Moved();

const stillIs = (strikes: Strikes | undefined): Condition =>
  strikes === undefined
    ? isNew
    : {
        expression: '#count = :count AND lastAt = :lastAt',
        names: { '#count': 'count' },
        values: { ':count': strikes.count, ':lastAt': strikes.lastAt },
      };

const itemOf = ({ key, policy }: Counter, strikes: Strikes) => ({
  ...key,
  count: strikes.count,
  lastAt: strikes.lastAt,
  expiresAt: Math.ceil(forgottenAt(policy, strikes) / 1000),
});

export const taken = (place: Place): Write => ({
  put: itemOf(place, place.after),
  condition: stillIs(place.before),
  refused: moved,
});

export const restored = (place: Place): Write => ({
  ...(place.before === undefined ? { remove: place.key } : { put: itemOf(place, place.before) }),
  condition: stillIs(place.after),
  refused: moved,
});

const oneLess = ({ key }: Place): Write => ({
  update: key,
  change: {
    expression: 'ADD #count :less',
    names: { '#count': 'count' },
    values: { ':less': -1 },
  },
  condition: exists,
  refused: moved,
});

/** Every counter with one more try, and how long it is until all of them hear it. */
export const look = async <C extends readonly Counter[]>(
  table: Table,
  counters: C,
  now: number,
) => {
  const found = await Promise.all(counters.map(({ key }) => table.get<Strikes>(key)));
  const waits = counters.map(({ policy }, index) => waitAt(policy, found[index], now));
  const places = counters.map((counter, index): Place => {
    const before = found[index];
    return { ...counter, before, after: struck(counter.policy, before, now) };
  });
  return { places: places as { [K in keyof C]: Place }, waitMs: Math.max(0, ...waits) };
};

const unless = async (
  moving: () => Promise<void>,
  otherwise: () => Promise<void>,
): Promise<void> => {
  try {
    await moving();
  } catch (error) {
    if (!(error instanceof Moved)) throw error;
    await otherwise();
  }
};

/** As it was found; where others were counted since, one less. */
export const giveBack = (table: Table, place: Place): Promise<void> =>
  unless(
    () => table.transact([restored(place)]),
    () =>
      unless(
        () => table.transact([oneLess(place)]),
        // Forgotten meanwhile: there is nothing left to give back.
        async () => {},
      ),
  );
