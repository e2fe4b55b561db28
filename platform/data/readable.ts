// Items that cannot be read: left out of lists and of what is kept in memory, logged with their key, counted, and remembered for staff.

import { type Clock, isoTime } from '../kernel/clock.ts';
import { counted } from '../telemetry/embedded-metrics.ts';
import type { Log } from '../telemetry/log.ts';
import type { Shape } from './shape.ts';
import type { Key } from './table.ts';

/** An item in the table that is not as the service writes it. */
export interface Unreadable extends Key {
  /** What it should be, such as `product`. */
  readonly kind: string;
  /** JSON pointer to a member that is wrong. */
  readonly pointer: string;
  /** ISO time at which this process found it first. */
  readonly since: string;
}

export interface Readable {
  /** Those of the items that have the shape. */
  wellFormed<T extends Key>(kind: string, shape: Shape, items: readonly T[]): T[];
  /** Notes an item that is left out for another reason; `pointer` is the place of the fault. */
  note(key: Key, kind: string, pointer: string): void;
  /** What was found lately, by key. */
  unreadable(): readonly Unreadable[];
}

/** More than these are the same fault again. */
const mostRemembered = 1_000;
const longestPointer = 200;

/** What is not found again for so long has been mended or removed; longer than from one reading of everything to the next. */
const rememberedMs = 900_000;

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

const byKey = (a: Key, b: Key): number => (nameOf(a) < nameOf(b) ? -1 : 1);

export const createReadable = ({
  clock,
  log,
  found = () => {},
}: {
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  /** Told of each item once. */
  readonly found?: (kind: string) => void;
}): Readable => {
  const known = new Map<string, { readonly item: Unreadable; readonly at: number }>();

  const note = ({ pk, sk }: Key, kind: string, fault: string): void => {
    const name = nameOf({ pk, sk });
    const before = known.get(name)?.item;
    if (before === undefined && known.size >= mostRemembered) return;
    const pointer = fault.slice(0, longestPointer);
    const item = before ?? { pk, sk, kind, pointer, since: isoTime(clock) };
    known.set(name, { item, at: clock.now() });
    if (before !== undefined) return;
    const count = counted('UnreadableItems', clock.now());
    log.error({ ...count, kind, pk, sk, pointer }, 'an item cannot be read and is left out');
    found(kind);
  };

  const forget = (): void => {
    const oldest = clock.now() - rememberedMs;
    for (const [name, { at }] of known) if (at < oldest) known.delete(name);
  };

  return {
    note,

    wellFormed: (kind, shape, items) =>
      items.filter((item) => {
        const fault = shape(item);
        if (fault !== undefined) note(item, kind, fault);
        else if (known.size > 0) known.delete(nameOf(item));
        return fault === undefined;
      }),

    unreadable: () => {
      forget();
      return [...known.values()].map(({ item }) => item).sort(byKey);
    },
  };
};
