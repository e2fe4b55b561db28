// The limiter at its edges: what one answer more, later or less changes, and what holds where nothing is said.
import { describe, expect, it } from 'vitest';
import { createLimiter, type LimiterOptions } from '../../platform/http/server/limiter.ts';

const limiterWith = (options: LimiterOptions = {}) => {
  let time = 0;
  const limiter = createLimiter({ ofOne: 1_000, ...options, now: () => time });
  const enter = (count: number, caller = 'one') =>
    Array.from({ length: count }, () => limiter.enter(caller)).flatMap((leave) => leave ?? []);
  return { limiter, enter, pass: (milliseconds: number) => (time += milliseconds) };
};

describe('where nothing is said', () => {
  it('a hundred are taken at first, of one caller 24', () => {
    const { enter, limiter } = limiterWith({ ofOne: undefined as never });
    expect(limiter.limit).toBe(100);
    expect(enter(50)).toHaveLength(24);
    expect(['b', 'c', 'd', 'e'].map((caller) => enter(50, caller).length)).toEqual([24, 24, 24, 4]);
    expect(limiter.isFull).toBe(true);
  });

  it('twelve are always taken, and never more than 500', () => {
    const { enter, limiter, pass } = limiterWith();
    for (let round = 0; round < 60; round += 1) {
      const [leave] = enter(1);
      pass(501);
      leave?.();
    }
    expect(limiter.limit).toBe(12);
    for (let round = 0; round < 200; round += 1) {
      const inside = enter(1_000);
      pass(500);
      for (const leave of inside) leave();
    }
    expect(limiter.limit).toBe(500);
  });
});

describe('what is learnt of one answer', () => {
  const learnt = (inside: number, milliseconds: number): number => {
    const { enter, limiter, pass } = limiterWith();
    const [leave] = enter(inside);
    pass(milliseconds);
    leave?.();
    return limiter.limit;
  };

  it.each([
    ['in good time, of a crowd', 51, 500, 100.1],
    ['in good time, of half of what there is room for', 50, 500, 100],
    ['a millisecond late', 51, 501, 90],
    ['a millisecond late, alone', 1, 501, 90],
  ])('%s', (_name, inside, milliseconds, limit) => {
    expect(learnt(inside, milliseconds)).toBeCloseTo(limit, 10);
  });

  it('that are late together take away once, and a tenth of a second later again', () => {
    const { enter, limiter, pass } = limiterWith();
    const [first, second, third, fourth] = enter(4);
    const limits: number[] = [];
    for (const [leave, later] of [
      [first, 501],
      [second, 99],
      [third, 1],
      [fourth, 0],
    ] as const) {
      pass(later);
      leave?.();
      limits.push(limiter.limit);
    }
    expect(limits).toEqual([90, 90, 81, 81]);
  });
});

it('there is room until the last place is taken, and again when one is given back', () => {
  const { enter, limiter } = limiterWith({ ceiling: 3 });
  const [first] = enter(2);
  expect(limiter.isFull).toBe(false);
  enter(1);
  expect(limiter.isFull).toBe(true);
  expect(limiter.enter('one')).toBeUndefined();
  first?.();
  first?.();
  expect(enter(5)).toHaveLength(1);
});
