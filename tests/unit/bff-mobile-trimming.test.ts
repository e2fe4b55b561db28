// What a screen has no room for is left out: characters, links, and items of lists.
import { describe, expect, it } from 'vitest';
import { clip, fitted, mostBytes, shortLinks } from '../../functions/bff-mobile/trimming.ts';

it.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['👩‍🚀', 3, '👩‍🚀'],
  ['👍👍👍', 2, '👍…'],
])('%s in %i characters is %s', (text, most, clipped) => {
  expect(clip(text, most)).toBe(clipped);
});

it('a link is whole or left out', () => {
  const link = (length: number) => `/${'x'.repeat(length - 1)}`;
  expect(shortLinks([link(201), link(200), '/b', '/c'], 2)).toEqual([link(200), '/b']);
});

describe('an answer is made to fit', () => {
  const bytes = (size: number) => 'x'.repeat(size);
  /** Bytes of `{"a":[""],"b":[""]}`. */
  const frame = 19;

  it('by no item where it just fits', () => {
    const body = { a: [bytes(2_000)], b: [bytes(mostBytes - frame - 2_000)] };
    expect(fitted(body, ['a', 'b'])).toEqual(body);
  });

  it('by the last of the first list, and of the next where that is empty', () => {
    const [half, little] = [bytes(2_100), bytes(9)];
    expect(fitted({ a: [little, half], b: [half] }, ['a', 'b'])).toEqual({
      a: [little],
      b: [half],
    });
    expect(fitted({ a: [half, half], b: [half] }, ['a', 'b'])).toEqual({ a: [], b: [half] });
    expect(fitted({ a: [bytes(5_000)], b: [bytes(5_000)] }, ['a', 'b'])).toEqual({ a: [], b: [] });
  });
});
