// What a task has in memory of the catalogue keeps up with the table: what it has moved is told, what others have noted is taken in, and neither is lost where a step fails.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CatalogueProduct } from '../../containers/products/domain/product.ts';
import { createSearchIndex } from '../../containers/products/domain/search-index.ts';
import {
  createChangeFeed,
  followChanges,
  type Noted,
} from '../../containers/products/search/change-feed.ts';
import type { Change } from '../../containers/products/search/change-log.ts';
import { createFind } from '../../containers/products/search/finding.ts';
import { createSupplies } from '../../containers/products/search/supplies.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';

describe('the feed', () => {
  const setUp = () => {
    const noted: (readonly string[])[] = [];
    const state = { isDown: false, changes: [] as Change[] };
    const feed = createChangeFeed({
      note: () => ({ remove: { pk: '', sk: '' } }),
      noteMoved: async (skus) => {
        if (state.isDown) throw new Error('the table does not answer');
        noted.push(skus);
      },
      next: async () => state.changes.splice(0),
    });
    const taken: Noted[] = [];
    const catchUp = () => feed.catchUp(async (given) => void taken.push(given));
    return { feed, state, noted: () => noted.splice(0), taken: () => taken.splice(0), catchUp };
  };

  it('tells what was moved once, and again where it could not', async () => {
    const { feed, state, noted, catchUp } = setUp();
    feed.moved(['A', 'B']);
    feed.moved(['A']);
    await catchUp();
    await catchUp();
    expect(noted()).toEqual([['A', 'B'], []]);
    feed.moved(['C']);
    state.isDown = true;
    await expect(catchUp()).rejects.toThrow('the table does not answer');
    state.isDown = false;
    feed.moved(['D']);
    await catchUp();
    expect(noted().map((skus) => skus.toSorted())).toEqual([['C', 'D']]);
  });

  it('gives what others have noted, each once', async () => {
    const { state, taken, catchUp } = setUp();
    state.changes.push({ kind: 'product', id: 'p1' }, { kind: 'stock', skus: ['A', 'B'] });
    state.changes.push({ kind: 'product', id: 'p1' }, { kind: 'stock', skus: ['B', 'C'] });
    await catchUp();
    state.changes.push({ kind: 'categories' });
    await catchUp();
    await catchUp();
    expect(taken()).toEqual([
      { products: ['p1'], skus: ['A', 'B', 'C'], categories: false },
      { products: [], skus: [], categories: true },
      { products: [], skus: [], categories: false },
    ]);
  });

  it('gives what could not be taken in again, with what has come since', async () => {
    const { feed, state, taken, catchUp } = setUp();
    state.changes.push({ kind: 'product', id: 'p1' });
    const fail = () => feed.catchUp(() => Promise.reject(new Error('not now')));
    await expect(fail()).rejects.toThrow('not now');
    state.changes.push({ kind: 'product', id: 'p2' });
    await catchUp();
    expect(taken()).toEqual([{ products: ['p1', 'p2'], skus: [], categories: false }]);
  });
});

describe('a task follows', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const follow = () => {
    const clock = testClock();
    const calls = { catchUp: 0, rebuild: 0, fails: false };
    const { stop } = followChanges(
      {
        catchUp: async () => {
          calls.catchUp += 1;
          if (calls.fails) throw new Error('not now');
        },
        rebuild: async () => {
          calls.rebuild += 1;
        },
      },
      clock,
      quietLog,
    );
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second += 1) {
        clock.advance(1_000);
        await vi.advanceTimersByTimeAsync(1_000);
      }
    };
    return { calls, stop, seconds };
  };

  it('every second, and reads everything anew every ten minutes', async () => {
    const { calls, seconds, stop } = follow();
    await seconds(599);
    expect(calls).toMatchObject({ catchUp: 599, rebuild: 0 });
    await seconds(1);
    expect(calls).toMatchObject({ catchUp: 600, rebuild: 1 });
    await seconds(600);
    expect(calls).toMatchObject({ catchUp: 1_200, rebuild: 2 });
    await stop();
  });

  it('goes on after what failed, and once more at its end', async () => {
    const { calls, seconds, stop } = follow();
    calls.fails = true;
    await seconds(2);
    calls.fails = false;
    await seconds(1);
    await stop();
    await seconds(2);
    expect(calls.catchUp).toBe(4);
  });
});

describe('what is available', () => {
  const setUp = () => {
    const stock = new Map<string, number>();
    const reads: (readonly string[])[] = [];
    let held: Promise<void> | undefined;
    const supplies = createSupplies({
      read: async (skus) => {
        reads.push(skus);
        const found = new Map(skus.map((sku) => [sku, { available: stock.get(sku) ?? 0 }]));
        await held;
        return found as never;
      },
    });
    return {
      ...supplies,
      stock,
      reads: () => reads.splice(0),
      /** Reads answer what was so when they began, when they are let go. */
      hold: () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        held = promise;
        return () => {
          held = undefined;
          resolve();
        };
      },
    };
  };

  it('is read where it was never read, or has moved since', async () => {
    const { available, freshen, readMoved, moved, added, stock, reads } = setUp();
    stock.set('A', 3).set('B', 4);
    expect(available('A')).toBe(0);
    await freshen(['A', 'B']);
    expect([available('A'), available('B')]).toEqual([3, 4]);
    await freshen(['A', 'B']);
    moved(['B']);
    await freshen(['A', 'B']);
    await freshen(['A', 'B']);
    moved(['A']);
    added(['A', 'B', 'C']);
    await readMoved();
    await readMoved();
    expect(reads()).toEqual([['A', 'B'], ['B'], ['A', 'C']]);
  });

  it('that moves while it is read is read again', async () => {
    const { available, read, readMoved, moved, hold, stock, reads } = setUp();
    stock.set('A', 3);
    const letGo = hold();
    const reading = read(['A']);
    stock.set('A', 2);
    moved(['A']);
    letGo();
    await reading;
    await readMoved();
    expect([available('A'), reads()]).toEqual([2, [['A'], ['A']]]);
  });

  it('is what the reading has found that began last', async () => {
    const { available, read, hold, stock } = setUp();
    stock.set('A', 3);
    const letGo = hold();
    const early = read(['A']);
    letGo();
    const again = hold();
    stock.set('A', 2);
    const late = read(['A']);
    await early;
    again();
    await late;
    expect(available('A')).toBe(2);
  });

  it('is read of four hundred at once', async () => {
    const { read, reads } = setUp();
    await read(Array.from({ length: 801 }, (_, number) => `SKU-${number}`));
    expect(reads().map(({ length }) => length)).toEqual([400, 400, 1]);
  });
});

describe('a page of what is available', () => {
  const product = (number: number): CatalogueProduct => ({
    id: `p${number}`,
    name: `Product ${String(number).padStart(2, '0')}`,
    description: '',
    category: 'things',
    images: [],
    attributes: {},
    status: 'active',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    variants: [
      {
        sku: `S${number}`,
        name: 'Only',
        options: {},
        price: { amount: 100, currency: 'EUR' },
        prices: [],
      },
    ],
  });

  /** Ten products, of which the first `gone` are sold out by now, unknown to this task. */
  const setUp = async (gone: number) => {
    const index = createSearchIndex();
    const stock = new Map<string, number>();
    for (let number = 0; number < 10; number += 1) {
      index.put(product(number));
      stock.set(`S${number}`, 1);
    }
    const supplies = createSupplies({
      read: async (skus) =>
        new Map(skus.map((sku) => [sku, { available: stock.get(sku) ?? 0 }])) as never,
    });
    await supplies.read([...stock.keys()]);
    const sold = Array.from({ length: gone }, (_, number) => `S${number}`);
    for (const sku of sold) stock.set(sku, 0);
    const freshen = supplies.freshen;
    const find = createFind({
      index,
      // As if it had moved while the page was made.
      supplies: {
        ...supplies,
        freshen: async (skus) => {
          supplies.moved(skus.filter((sku) => sold.includes(sku)));
          await freshen(skus);
        },
      },
      categories: { below: (category) => new Set([category]) },
    });
    return async (query: object, limit: number) => {
      const at = '2026-01-01T00:00:00.000Z';
      const found = await find({ sort: 'name', at, ...query }, limit);
      return found.map(({ product: { id } }) => id);
    };
  };

  it.each([
    ['goes on with the one that follows', 1, ['p1', 'p2']],
    ['goes on with those that follow', 2, ['p2', 'p3']],
    ['ends after four looks', 8, []],
    ['has what the last look has found', 7, ['p7']],
  ])('%s where %i are sold out by now', async (_, gone, ids) => {
    const page = await setUp(gone);
    expect(await page({ available: true }, 2)).toEqual(ids);
  });

  it('has what is there in any number where nobody asks for it', async () => {
    const page = await setUp(10);
    expect(await page({}, 2)).toEqual(['p0', 'p1']);
    expect(await page({ category: 'others' }, 2)).toEqual([]);
    expect(await page({ category: 'things' }, 1)).toEqual(['p0']);
  });
});
