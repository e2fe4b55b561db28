// Questions to the catalogue go out together under load, and each gets an answer that is not older than itself.
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inBatches } from '../../containers/orders/catalogue/batches.ts';

const scene = (limits = { keys: 3, requests: 1, waiting: 2 }) => {
  const asked: { keys: readonly string[]; answer: (value: string) => void; fail: () => void }[] =
    [];
  const ask = inBatches<string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    asked.push({
      keys,
      answer: (value) => resolve(new Map(keys.map((key) => [key, value]))),
      fail: () => reject(new Error('down')),
    });
    return promise;
  }, limits);
  return { ask, asked };
};

describe('questions in batches', () => {
  it('the first goes out at once, those that come meanwhile go together', async () => {
    const { ask, asked } = scene();
    const first = ask(['a']);
    const others = [ask(['a', 'b']), ask(['b', 'c'])];
    expect(asked.map(({ keys }) => keys)).toEqual([['a']]);
    asked[0]?.answer('old');
    expect((await first).get('a')).toBe('old');
    await turn();
    expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['a', 'b', 'c']]);
    asked[1]?.answer('new');
    expect((await Promise.all(others)).map((found) => found.get('b'))).toEqual(['new', 'new']);
  });

  it('a request carries no more keys than it may', async () => {
    const { ask, asked } = scene();
    const all = [ask(['a']), ask(['b', 'c']), ask(['d', 'e']), ask(['c'])];
    for (const index of [0, 1, 2]) {
      asked[index]?.answer('x');
      await turn();
    }
    await Promise.all(all);
    expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c'], ['d', 'e', 'c']]);
  });

  it('a question that is too long for one request goes in several, and is one answer', async () => {
    const { ask, asked } = scene();
    const long = ask(['a', 'b', 'c', 'd', 'e']);
    for (const index of [0, 1]) {
      asked[index]?.answer('x');
      await turn();
    }
    expect([...(await long).keys()]).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(asked.map(({ keys }) => keys)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('as many requests as allowed are under way at once', () => {
    const { ask, asked } = scene({ keys: 1, requests: 2, waiting: 2 });
    for (const key of ['a', 'b', 'c']) void ask([key]);
    expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
  });

  it('a question is refused when too many wait', async () => {
    const { ask } = scene();
    for (const key of ['a', 'bcd', 'efg']) void ask([...key]);
    await expect(ask(['h'])).rejects.toThrow('too many questions wait');
    void ask(['e']);
  });

  it('a failure reaches those who asked, and the next go on', async () => {
    const { ask, asked } = scene();
    const failing = ask(['a']);
    const next = ask(['b']);
    asked[0]?.fail();
    await expect(failing).rejects.toThrow('down');
    await turn();
    asked[1]?.answer('x');
    expect((await next).get('b')).toBe('x');
  });
});
