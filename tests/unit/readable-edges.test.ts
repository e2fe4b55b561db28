// What cannot be read, by the millisecond: when it is told again, when it is forgotten, and how its note is kept.
import { describe, expect, it } from 'vitest';
import { createReadable } from '../../platform/data/readable.ts';
import { listOf, members, text } from '../../platform/data/shape.ts';
import type { Item, Key } from '../../platform/data/table.ts';
import { createUnreadableItems } from '../../platform/service/unreadable-items.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const start = () => {
  const clock = testClock();
  const told: [what: string, of: string][] = [];
  const readable = createReadable({
    clock,
    log: { error: (line: Key) => void told.push(['logged', line.sk]) } as never,
    found: (kind) => void told.push(['counted', kind]),
    keep: ({ sk, pointer }) => void told.push([`kept ${pointer}`, sk]),
  });
  const note = (sk: string, pointer = '/a') => readable.note({ pk: 'P', sk }, 'mug', pointer);
  const known = () => readable.unreadable().map(({ sk }) => sk);
  return { clock, told, note, known, readable };
};

describe('an item that is found again', () => {
  it('is told of once, and kept again a quarter of an hour after it was kept', () => {
    const { clock, told, note } = start();
    note('1');
    clock.advance(899_999);
    note('1');
    expect(told).toEqual([
      ['kept /a', '1'],
      ['logged', '1'],
      ['counted', 'mug'],
    ]);
    clock.advance(1);
    note('1', '/other');
    expect(told.slice(3)).toEqual([['kept /a', '1']]);
    clock.advance(899_999);
    note('1');
    expect(told).toHaveLength(4);
  });

  it('is remembered for a quarter of an hour after it was found last', () => {
    const { clock, note, known } = start();
    note('1');
    clock.advance(500_000);
    note('1');
    clock.advance(900_000);
    expect(known()).toEqual(['1']);
    clock.advance(1);
    expect(known()).toEqual([]);
  });

  it('is known since it was found first', () => {
    const { clock, note, readable } = start();
    note('1');
    clock.advance(900_000);
    note('1');
    expect(readable.unreadable()).toEqual([
      { pk: 'P', sk: '1', kind: 'mug', pointer: '/a', since: '2026-01-01T00:00:00.000Z' },
    ]);
  });
});

it('items are told in the order of their keys, each with 200 characters of its pointer', () => {
  const { note, known, told } = start();
  for (const sk of ['2', '10', '1']) note(sk, 'p'.repeat(201));
  expect(known()).toEqual(['1', '10', '2']);
  expect(told[0]).toEqual([`kept ${'p'.repeat(200)}`, '2']);
});

it('of a thousand and one the last is not remembered, and one that is known still is', () => {
  const { note, known, clock, told } = start();
  for (let count = 0; count < 1_001; count += 1) note(`${count}`.padStart(4, '0'));
  expect(known()).toHaveLength(1_000);
  expect(known()).not.toContain('1000');
  clock.advance(900_000);
  note('0000');
  expect(told.at(-1)).toEqual(['kept /a', '0000']);
});

it('a list has at least so many, and one that has fewer is a fault itself', () => {
  const shape = listOf(text, 2);
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map((value) => shape(value))).toEqual([
    '',
    undefined,
    undefined,
  ]);
});

describe('a note', () => {
  const shape = members({ name: text });
  const setUp = async (item: object) => {
    const table = createMemoryTable();
    const clock = testClock();
    const unreadable = createUnreadableItems(table, clock, quietLog);
    const put = (changed: object) =>
      table.transact([{ put: { pk: 'MUGS', sk: 'a', ...changed } as Item }]);
    await put(item);
    const { wellFormed } = createReadable({ clock, log: quietLog, keep: unreadable.keep });
    wellFormed('mug', shape, await table.query<Item>('MUGS'));
    const notes = () => table.all().filter(({ pk }) => pk === 'UNREADABLE');
    const shown = async () => (await unreadable.list({ limit: 1 })).items.length;
    return { notes, shown, put };
  };

  it('is kept for thirty days under the key of the item', async () => {
    const { notes, shown } = await setUp({ name: 7 });
    expect(await shown()).toBe(1);
    expect(notes()).toEqual([
      {
        pk: 'UNREADABLE',
        sk: 'MUGS a',
        of: { pk: 'MUGS', sk: 'a' },
        kind: 'mug',
        pointer: '/name',
        print: expect.any(String),
        expiresAt: 1_767_225_600 + 2_592_000,
        since: '2026-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('stands while the item is the same, in whatever order its members come', async () => {
    const { shown, put } = await setUp({ name: 7, of: { a: 1, b: [2, 1] } });
    await put({ of: { b: [2, 1], a: 1 }, name: 7 });
    expect(await shown()).toBe(1);
    await put({ of: { b: [1, 2], a: 1 }, name: 7 });
    expect(await shown()).toBe(0);
  });

  it('goes with the item, and is not shown meanwhile', async () => {
    const { shown, put, notes } = await setUp({ name: 7 });
    await put({ name: 'mended' });
    expect(await shown()).toBe(0);
    await shown();
    expect(notes()).toEqual([]);
  });
});
