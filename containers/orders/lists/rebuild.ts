// Makes the lists again from the events, order by order, while the service goes on: every correction stands on the version it was made from.

import { UnreadableStream } from '../../../platform/data/commits.ts';
import type { Scan } from '../../../platform/data/dynamodb/scan.ts';
import { VersionConflict } from '../../../platform/data/event-store.ts';
import type { Item, Key, Table, Write } from '../../../platform/data/table.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { OrderStore } from '../store.ts';
import { entriesOf } from './projection.ts';

export interface Rebuilt {
  readonly orders: number;
  /** Entries that were missing or wrong, and entries that nothing accounts for. */
  readonly written: number;
  readonly removed: number;
  /** Ids of orders that cannot be read: their entries stay as they are. */
  readonly unreadable: readonly string[];
}

export interface RebuildParts {
  readonly table: Table;
  readonly store: OrderStore;
  readonly scan: Scan;
  readonly progress?: (soFar: Rebuilt) => void;
}

const hasMoved = (error: unknown): boolean => error instanceof VersionConflict;

const isEntry = ({ pk }: Key): boolean => pk.startsWith('VIEW#');

const isSame = (a: Item, b: Item | undefined): boolean =>
  b !== undefined && a.orderId === b.orderId;

const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

export const rebuildViews = async ({
  table,
  store,
  scan,
  progress = () => {},
}: RebuildParts): Promise<Rebuilt> => {
  let rebuilt: Rebuilt = { orders: 0, written: 0, removed: 0, unreadable: [] };

  /** One that cannot be read holds up no other; it is named once. */
  const unlessUnreadable = (orderId: string, work: Promise<number>): Promise<number> =>
    work.catch((error: unknown) => {
      if (!(error instanceof UnreadableStream)) throw error;
      const unreadable = [...new Set([...rebuilt.unreadable, orderId])];
      rebuilt = { ...rebuilt, unreadable };
      return 0;
    });

  const expectedOf = async (orderId: string) => {
    const { state, version } = await store.load(orderId);
    return { entries: entriesOf(state), version };
  };

  const writeMissing = (orderId: string) =>
    retryOn(hasMoved, async () => {
      const { entries, version } = await expectedOf(orderId);
      const found = new Map(
        (await table.getMany(entries)).map((entry) => [keyText(entry), entry as Item]),
      );
      const missing = entries.filter((entry) => !isSame(entry, found.get(keyText(entry))));
      if (missing.length > 0) {
        const puts = missing.map((put): Write => ({ put }));
        await table.transact([store.unmoved(orderId, version), ...puts]);
      }
      return missing.length;
    });

  const removeStray = (entry: Item, orderId: string) =>
    retryOn(hasMoved, async () => {
      const { entries, version } = await expectedOf(orderId);
      if (entries.some((expected) => keyText(expected) === keyText(entry))) return 0;
      const remove: Write = { remove: { pk: entry.pk, sk: entry.sk } };
      await table.transact([store.unmoved(orderId, version), remove]);
      return 1;
    });

  for await (const items of scan()) {
    for (const item of items) {
      const orderId = store.idOf(item);
      if (orderId !== undefined) {
        const written = await unlessUnreadable(orderId, writeMissing(orderId));
        rebuilt = { ...rebuilt, orders: rebuilt.orders + 1, written: rebuilt.written + written };
      } else if (isEntry(item)) {
        const of = String(item.orderId);
        const removed = await unlessUnreadable(of, removeStray(item, of));
        rebuilt = { ...rebuilt, removed: rebuilt.removed + removed };
      }
    }
    progress(rebuilt);
  }
  return rebuilt;
};
