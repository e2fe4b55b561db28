// The shape of stored items: the first fault is told by its pointer, members that nobody named do no harm.
import { describe, expect, it } from 'vitest';
import { createReadable } from '../../platform/data/readable.ts';
import {
  anyOf,
  byName,
  integer,
  listOf,
  members,
  oneOf,
  optional,
  orNull,
  positive,
  text,
  time,
} from '../../platform/data/shape.ts';
import { testClock } from '../support/clock.ts';

describe('a shape', () => {
  it.each([
    [text, ['', 'a'], [0, null, undefined, {}, []]],
    [integer, [0, -1, Number.MAX_SAFE_INTEGER], [0.5, '1', Number.NaN, 1e300, 1n, null]],
    [positive, [1], [0, -1, 1.5, '1']],
    [time, ['2026-01-31T00:00:00.000Z'], ['', 'soon', 0, null]],
    [oneOf('a', 'b'), ['a', 'b'], ['c', null, undefined]],
    [optional(text), [undefined, 'a'], [null, 0]],
    [orNull(text), [null, 'a'], [undefined, 0]],
    [listOf(text), [[], ['a']], ['a', {}, null, new Set(['a'])]],
    [byName(text), [{}, { a: 'b' }], [[], 'a', null, new Set(['a']), new Uint8Array(1)]],
    [anyOf(text, integer), ['a', 1], [null, 0.5]],
    [members({ a: text }), [{ a: '' }, { a: '', b: 0 }], [[], null, 'a', new Map()]],
  ])('takes what it should, %#', (shape, good, bad) => {
    expect(good.map((value) => shape(value))).toEqual(good.map(() => undefined));
    expect(bad.map((value) => shape(value))).toEqual(bad.map(() => ''));
  });

  it('says where the first fault is', () => {
    const shape = members({ a: listOf(members({ b: byName(integer) })), c: text });
    expect(shape({ a: [{ b: {} }, { b: { 'x/~y': '1' } }], c: 0 })).toBe('/a/1/b/x~1~0y');
    expect(shape({ a: [{ b: {} }] })).toBe('/c');
    expect(shape({ a: [null], c: '' })).toBe('/a/0');
  });
});

describe('items that cannot be read', () => {
  const make = () => {
    const clock = testClock();
    const lines: object[] = [];
    const found: string[] = [];
    const readable = createReadable({
      clock,
      log: { error: (line: object) => lines.push(line) } as never,
      found: (kind) => found.push(kind),
    });
    const look = (...names: readonly unknown[]) =>
      readable.wellFormed(
        'mug',
        members({ name: text }),
        names.map((name, index) => ({ pk: 'MUGS', sk: String(index), name })),
      );
    return { clock, lines, found, readable, look };
  };

  it('are left out, logged with their key, counted once, and remembered', () => {
    const { lines, found, readable, look } = make();
    expect(look('a', 1, 'c').map(({ name }) => name)).toEqual(['a', 'c']);
    look('a', 1, 'c');
    expect(lines).toEqual([
      expect.objectContaining({
        UnreadableItems: 1,
        kind: 'mug',
        pk: 'MUGS',
        sk: '1',
        pointer: '/name',
      }),
    ]);
    expect(found).toEqual(['mug']);
    expect(readable.unreadable()).toEqual([
      { pk: 'MUGS', sk: '1', kind: 'mug', pointer: '/name', since: '2026-01-01T00:00:00.000Z' },
    ]);
  });

  it('are forgotten once they can be read, and some time after they were last seen', () => {
    const { clock, readable, look } = make();
    look(1, 2);
    look('mended', 2);
    expect(readable.unreadable().map(({ sk }) => sk)).toEqual(['1']);
    clock.advance(900_001);
    expect(readable.unreadable()).toEqual([]);
  });

  it('are remembered up to a thousand', () => {
    const { readable, look } = make();
    expect(look(...Array.from({ length: 1_500 }, () => 0))).toEqual([]);
    expect(readable.unreadable()).toHaveLength(1_000);
  });
});
