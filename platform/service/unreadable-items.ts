// The items of a table that cannot be read, kept in the table itself: whichever process has found one, staff see it.
import { createHash } from 'node:crypto';
import { type KeepUnreadable, nameOf, type Unreadable } from '../data/readable.ts';
import type { Condition, Item, Key, Table, Write } from '../data/table.ts';
import { backgroundDone, inBackground } from '../kernel/background.ts';
import { type Clock, epochSeconds } from '../kernel/clock.ts';
import type { Log } from '../telemetry/log.ts';

export interface UnreadableItems {
  readonly keep: KeepUnreadable;
  /** In the order of their keys; those that have been changed since are gone. `last` is where the page ends, if more follow. */
  list(options: { readonly limit: number; readonly after?: string | undefined }): Promise<{
    readonly items: readonly Unreadable[];
    readonly last: string | null;
  }>;
}

type Note = Key & {
  readonly of: Key;
  readonly kind: string;
  readonly pointer: string;
  readonly since: string;
  readonly print: string;
};

const pk = 'UNREADABLE';

const keptSeconds = 30 * 86_400;

/** DynamoDB gives the members of a map in no order. */
const inOrder = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Tells an item from what it becomes, and nothing of what it holds. */
const printOf = (item: Key): string =>
  createHash('sha256').update(JSON.stringify(item, inOrder)).digest('base64url');

const isStill = (print: string): Condition => ({
  expression: 'print = :print',
  values: { ':print': print },
});

export const createUnreadableItems = (
  table: Table,
  clock: Clock,
  log: Pick<Log, 'warn'>,
): UnreadableItems => {
  /** Whoever reads is not kept from it because a note could not be written. */
  const write = (change: Write): void =>
    inBackground(
      table.transact([change]).catch((error: unknown) => {
        log.warn({ error }, 'the note of an item that cannot be read was not written');
      }),
    );

  return {
    keep: ({ pk: ofPk, sk: ofSk, kind, pointer, since }, item) =>
      write({
        update: { pk, sk: nameOf({ pk: ofPk, sk: ofSk }) },
        change: {
          expression:
            'SET #of = :of, #kind = :kind, #pointer = :pointer, print = :print, expiresAt = :expiresAt, since = if_not_exists(since, :since)',
          names: { '#of': 'of', '#kind': 'kind', '#pointer': 'pointer' },
          values: {
            ':of': { pk: ofPk, sk: ofSk },
            ':kind': kind,
            ':pointer': pointer,
            ':print': printOf(item),
            ':expiresAt': epochSeconds(clock) + keptSeconds,
            ':since': since,
          },
        },
      }),

    list: async ({ limit, after }) => {
      await backgroundDone();
      const found = await table.query<Note>(pk, { limit: limit + 1, ...(after && { after }) });
      const notes = found.slice(0, limit);
      const stored = await table.getMany<Item>(notes.map(({ of }) => of));
      const prints = new Map(stored.map((item) => [nameOf(item), printOf(item)]));
      const isAsFound = ({ sk, print }: Note) => prints.get(sk) === print;
      for (const { sk, print } of notes.filter((note) => !isAsFound(note))) {
        write({ remove: { pk, sk }, condition: isStill(print) });
      }
      const items = notes
        .filter(isAsFound)
        .map(({ of, kind, pointer, since }) => ({ ...of, kind, pointer, since }));
      return { items, last: found.length > limit ? (notes.at(-1)?.sk ?? null) : null };
    },
  };
};
