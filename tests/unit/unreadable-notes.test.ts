// The notes of what cannot be read: the same list whichever process has found it, true to the items as they are.

import { expect, it } from 'vitest';
import { createReadable } from '../../platform/data/readable.ts';
import { members, text } from '../../platform/data/shape.ts';
import type { Item } from '../../platform/data/table.ts';
import { createUnreadableItems } from '../../platform/service/unreadable-items.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const shape = members({ name: text });

const setUp = (table = createMemoryTable()) => {
  const clock = testClock();
  const unreadable = createUnreadableItems(table, clock, quietLog);
  /** A process that has found nothing yet. */
  const start = () => {
    const readable = createReadable({ clock, log: quietLog, keep: unreadable.keep });
    return async () => readable.wellFormed('mug', shape, await table.query<Item>('MUGS'));
  };
  const put = (sk: string, item: object) =>
    table.transact([{ put: { ...item, pk: 'MUGS', sk } as Item }]);
  const shown = async (limit = 10, after?: string) => {
    const { items, last } = await unreadable.list({ limit, after });
    return { keys: items.map(({ sk }) => sk), last };
  };
  return { table, clock, unreadable, start, put, shown };
};

it('what one process has found, another shows, with its key, kind and place and nothing that it holds', async () => {
  const { unreadable, start, put } = setUp();
  await put('a', { name: 7, secret: 'of a person' });
  await start()();
  const since = '2026-01-01T00:00:00.000Z';
  expect(await unreadable.list({ limit: 10 })).toEqual({
    items: [{ pk: 'MUGS', sk: 'a', kind: 'mug', pointer: '/name', since }],
    last: null,
  });
});

it('no note holds what the item holds', async () => {
  const { table, start, put, shown } = setUp();
  await put('a', { name: 7, secret: 'of a person' });
  await start()();
  await shown();
  const notes = table.all().filter(({ pk }) => pk === 'UNREADABLE');
  expect(notes).toHaveLength(1);
  expect(JSON.stringify(notes)).not.toContain('person');
});

it('it is found anew with each process and shown once, since it was found first', async () => {
  const { clock, unreadable, start, put } = setUp();
  await put('a', { name: 7 });
  await start()();
  clock.advance(3_600_000);
  await start()();
  const { items } = await unreadable.list({ limit: 10 });
  expect(items.map(({ since }) => since)).toEqual(['2026-01-01T00:00:00.000Z']);
});

it('what has been mended or removed is gone, and what was spoilt otherwise comes back', async () => {
  const { table, start, put, shown } = setUp();
  await put('a', { name: 1 });
  await put('b', { name: 2 });
  await put('c', { name: 3 });
  await start()();
  await put('a', { name: 'mended' });
  await table.transact([{ remove: { pk: 'MUGS', sk: 'b' } }]);
  await put('c', { name: null });
  expect((await shown()).keys).toEqual([]);
  await start()();
  expect((await shown()).keys).toEqual(['c']);
});

it('pages end where they say, and none is lost between them', async () => {
  const { start, put, shown } = setUp();
  for (const sk of ['a', 'b', 'c', 'd', 'e']) await put(sk, { name: 1 });
  await start()();
  const first = await shown(2);
  expect(first).toEqual({ keys: ['a', 'b'], last: 'MUGS b' });
  const second = await shown(3, first.last ?? '');
  expect(second).toEqual({ keys: ['c', 'd', 'e'], last: null });
});

it('a table that takes no notes keeps nobody from reading', async () => {
  const table = createMemoryTable();
  const deaf = { ...table, transact: () => Promise.reject(new Error('no')) };
  const { start, put } = setUp(table);
  await put('a', { name: 1 });
  await put('b', { name: 'good' });
  const { keep } = createUnreadableItems(deaf, testClock(), quietLog);
  const readable = createReadable({ clock: testClock(), log: quietLog, keep });
  const found = readable.wellFormed('mug', shape, await table.query<Item>('MUGS'));
  expect(found.map(({ sk }) => sk)).toEqual(['b']);
  await expect(start()()).resolves.toHaveLength(1);
});
