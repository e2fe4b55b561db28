// Makes the lists again from the events, order by order, while the service goes on: every correction stands on the version it was made from.
import type { EventStore } from '../../platform/data/event-store.ts';
import { retryOn } from '../../platform/data/retry.ts';
import type { Table } from '../../platform/data/table.ts';
import { type Item, type Key, versionIs, type Write } from '../../platform/data/write.ts';
import { orderDecider } from './domain/decider.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';
import { projectionWrites } from './projection.ts';
import type { Scan } from './scan.ts';
import { orderPartition } from './store.ts';

export interface Rebuilt {
  readonly orders: number;
  /** Entries that were missing or wrong, and entries that nothing accounts for. */
  readonly written: number;
  readonly removed: number;
}

export interface RebuildParts {
  readonly table: Table;
  readonly store: EventStore<OrderEvent, OrderState>;
  readonly scan: Scan;
  readonly progress?: (soFar: Rebuilt) => void;
}

class OrderMoved extends Error {}

const hasMoved = (error: unknown): boolean => error instanceof OrderMoved;

const isOrder = ({ pk, sk }: Key): boolean => pk.startsWith(`${orderPartition}#`) && sk === 'STATE';

const isEntry = ({ pk }: Key): boolean => pk.startsWith('VIEW#');

const orderIdOf = ({ pk }: Key): string => pk.slice(orderPartition.length + 1);

const isSame = (a: Item, b: Item | undefined): boolean =>
  b !== undefined && a.orderId === b.orderId;

const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

export const rebuildViews = async ({
  table,
  store,
  scan,
  progress = () => {},
}: RebuildParts): Promise<Rebuilt> => {
  let rebuilt: Rebuilt = { orders: 0, written: 0, removed: 0 };

  /** What the lists should hold of an order, by its events alone. */
  const expectedOf = async (orderId: string) => {
    const history = await store.history(orderId);
    const events = history.map(({ event }) => event);
    const state = events.reduce(orderDecider.evolve, orderDecider.initial);
    const entries = projectionWrites(events, state).flatMap((write) =>
      'put' in write ? [write.put] : [],
    );
    return { entries, version: history.length };
  };

  const stillAt = (orderId: string, version: number): Write => ({
    check: { pk: `${orderPartition}#${orderId}`, sk: 'STATE' },
    condition: versionIs(version),
    refused: () => new OrderMoved(),
  });

  const writeMissing = (orderId: string) =>
    retryOn(hasMoved, async () => {
      const { entries, version } = await expectedOf(orderId);
      const found = new Map(
        (await table.getMany(entries)).map((entry) => [keyText(entry), entry as Item]),
      );
      const missing = entries.filter((entry) => !isSame(entry, found.get(keyText(entry))));
      if (missing.length > 0) {
        const puts = missing.map((put): Write => ({ put }));
        await table.transact([stillAt(orderId, version), ...puts]);
      }
      return missing.length;
    });

  const removeStray = (entry: Item) =>
    retryOn(hasMoved, async () => {
      const orderId = String(entry.orderId);
      const { entries, version } = await expectedOf(orderId);
      if (entries.some((expected) => keyText(expected) === keyText(entry))) return 0;
      const remove: Write = { remove: { pk: entry.pk, sk: entry.sk } };
      await table.transact(version === 0 ? [remove] : [stillAt(orderId, version), remove]);
      return 1;
    });

  for await (const items of scan()) {
    for (const item of items) {
      if (isOrder(item)) {
        const written = await writeMissing(orderIdOf(item));
        rebuilt = { ...rebuilt, orders: rebuilt.orders + 1, written: rebuilt.written + written };
      } else if (isEntry(item)) {
        rebuilt = { ...rebuilt, removed: rebuilt.removed + (await removeStray(item)) };
      }
    }
    progress(rebuilt);
  }
  return rebuilt;
};
