// Items that cannot be read: left out of lists and of what is kept in memory, logged with their key, counted, and noted for staff.
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
  /** ISO time at which it was found first. */
  readonly since: string;
}

/** Notes the item as it is now where other processes find it. */
export type KeepUnreadable = (unreadable: Unreadable, item: Key) => void;

export interface Readable {
  /** Those of the items that have the shape. */
  wellFormed<T extends Key>(kind: string, shape: Shape, items: readonly T[]): T[];
  /** Notes a whole item that is left out for another reason; `pointer` is the place of the fault. */
  note(item: Key, kind: string, pointer: string): void;
  /** What this process has found lately, by key. */
  unreadable(): readonly Unreadable[];
}

/** The partition and the sort key of an item in one text. */
export const nameOf = (key: Key): string => `${key.pk} ${key.sk}`;

/** More than these are the same fault again. */
const mostRemembered = 1_000;
const longestPointer = 200;

/** What is not found again for so long has been mended or removed; longer than from one reading of everything to the next. */
const rememberedMs = 900_000;

const byKey = (a: Key, b: Key): number => (nameOf(a) < nameOf(b) ? -1 : 1);

export const createReadable = ({
  clock,
  log,
  found = () => {},
  keep = () => {},
}: {
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  /** Told of each item once. */
  readonly found?: (kind: string) => void;
  /** Told at once, and again while it is found again and again. */
  readonly keep?: KeepUnreadable;
}): Readable => {
  const known = new Map<string, { readonly item: Unreadable; at: number; keptAt: number }>();

  const report = ({ kind, pk, sk, pointer }: Unreadable): void => {
    const count = counted('UnreadableItems', clock.now());
    log.error({ ...count, kind, pk, sk, pointer }, 'an item cannot be read and is left out');
    found(kind);
  };

  const note = (item: Key, kind: string, fault: string): void => {
    const { pk, sk } = item;
    const [name, at] = [nameOf(item), clock.now()];
    const before = known.get(name);
    if (before !== undefined && at - before.keptAt < rememberedMs) {
      before.at = at;
      return;
    }
    if (before === undefined && known.size >= mostRemembered) return;
    const pointer = fault.slice(0, longestPointer);
    const unreadable = before?.item ?? { pk, sk, kind, pointer, since: isoTime(clock) };
    known.set(name, { item: unreadable, at, keptAt: at });
    keep(unreadable, item);
    if (before === undefined) report(unreadable);
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

export interface Part {
  /** Key of the last one seen. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A page of a list past what cannot be read: as many as are asked for, or all that are left, so that one that is spoilt hides none of those behind it. `shown` leaves out what cannot be shown. */
export const wholePage = async <Stored extends Key, Shown>(
  { after, limit }: Part,
  read: (part: Part) => Promise<readonly Stored[]>,
  shown: (stored: readonly Stored[]) => readonly Shown[] | Promise<readonly Shown[]>,
): Promise<Shown[]> => {
  const page: Shown[] = [];
  let last = after;
  while (page.length < limit) {
    const wanted = limit - page.length;
    const stored = await read({ after: last, limit: wanted });
    page.push(...(await shown(stored)));
    if (stored.length < wanted) break;
    last = stored.at(-1)?.sk;
  }
  return page;
};
