// What the active reservations hold in each place, by the deadlines they all have.
import { type Deadlines, endOfTime } from '../../../platform/data/deadlines.ts';
import { heldLines } from '../domain/reservation.ts';
import { nameOfPlace } from '../domain/shards/places.ts';
import { expiryOf, type ReservationStore } from '../reservations/store.ts';

const everything = 10_000_000;

export interface HeldStock {
  /** Orders whose reservation holds something and was to end before this ISO time. */
  until(time: string): Promise<readonly string[]>;
  /** The number of active reservations, and what they hold by the name of the place. */
  now(): Promise<{ count: number; held: ReadonlyMap<string, number> }>;
}

export const createHeldStock = (
  deadlines: Pick<Deadlines, 'until'>,
  reservations: Pick<ReservationStore, 'loadMany'>,
): HeldStock => {
  const activeUntil = async (until: string) => {
    const due = await deadlines.until(until, everything);
    const found = await reservations.loadMany([...new Set(due.map(({ id }) => id))]);
    return [...found].filter(([, { state }]) => (expiryOf(state) ?? endOfTime) <= until);
  };

  return {
    until: async (time) => (await activeUntil(time)).map(([orderId]) => orderId),

    now: async () => {
      const active = await activeUntil('9');
      const held = new Map<string, number>();
      for (const line of active.flatMap(([, { state }]) => heldLines(state))) {
        const name = nameOfPlace(line);
        held.set(name, (held.get(name) ?? 0) + line.quantity);
      }
      return { count: active.length, held };
    },
  };
};
