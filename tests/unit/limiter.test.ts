// As many requests at once as are answered in good time: fewer when they are late, more again when they are not.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createLimiter,
  type Limiter,
  type LimiterOptions,
} from '../../platform/http/server/limiter.ts';

const limiterWith = (options: LimiterOptions = {}) => {
  let time = 0;
  const limiter = createLimiter({ ofOne: 500, ...options, now: () => time });
  return { limiter, pass: (milliseconds: number) => (time += milliseconds) };
};

const enterAll = (limiter: Limiter): (() => void)[] => {
  const inside: (() => void)[] = [];
  for (;;) {
    const leave = limiter.enter('one');
    if (leave === undefined) return inside;
    inside.push(leave);
  }
};

/** Rounds in which all that have room come in and are answered so many milliseconds later. */
const rounds = (
  { limiter, pass }: ReturnType<typeof limiterWith>,
  count: number,
  milliseconds: number,
): number => {
  for (let round = 0; round < count; round += 1) {
    const inside = enterAll(limiter);
    pass(milliseconds);
    for (const leave of inside) leave();
  }
  return enterAll(limiter).length;
};

describe('the limiter', () => {
  it('takes fewer while answers are late, and never fewer than its floor', () => {
    expect(rounds(limiterWith({ floor: 20 }), 5, 1000)).toBe(60);
    expect(rounds(limiterWith({ floor: 20 }), 100, 1000)).toBe(20);
  });

  it('takes more while answers are quick, and never more than its ceiling', () => {
    expect(rounds(limiterWith({ ceiling: 150 }), 1, 10)).toBeGreaterThan(100);
    expect(rounds(limiterWith({ ceiling: 150 }), 100, 10)).toBe(150);
  });

  it('recovers after it was overloaded', () => {
    const limited = limiterWith();
    expect(rounds(limited, 50, 2000)).toBe(12);
    const again = limiterWith();
    for (const milliseconds of [2000, 10]) {
      for (let round = 0; round < 100; round += 1) {
        const inside = enterAll(again.limiter);
        again.pass(milliseconds);
        for (const leave of inside) leave();
      }
    }
    expect(again.limiter.limit).toBeGreaterThan(100);
  });

  it('learns nothing from few quick requests', () => {
    const { limiter } = limiterWith();
    for (let round = 0; round < 1000; round += 1) limiter.enter('one')?.();
    expect(limiter.limit).toBe(100);
  });

  it('gives every place back exactly once, whatever happens', () => {
    const step = fc.record({ leaves: fc.nat(50), wait: fc.nat(2000), twice: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const { limiter, pass } = limiterWith({ floor: 5, ceiling: 40 });
        const inside: (() => void)[] = [];
        for (const { leaves, wait, twice } of steps) {
          inside.push(...enterAll(limiter));
          expect(inside.length).toBeGreaterThanOrEqual(5);
          expect(inside.length).toBeLessThanOrEqual(40);
          pass(wait);
          for (const leave of inside.splice(0, leaves)) {
            leave();
            if (twice) leave();
          }
        }
        for (const leave of inside.splice(0)) leave();
        expect(enterAll(limiter).length).toBe(Math.ceil(limiter.limit));
      }),
    );
  });
});

describe('what finds no place', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Work of so many milliseconds each, four at once, and what became of each: when it was done, or `refused` and when. */
  const serve = (workMs: number, options: LimiterOptions = {}) => {
    const began = Date.now();
    const limiter = createLimiter({
      floor: 4,
      ceiling: 4,
      burst: 100,
      ...options,
      now: () => Date.now(),
    });
    const answered: [string, number][] = [];
    const ask = (name: string, caller = 'one') =>
      void limiter.turn(caller).then((leave) => {
        if (leave === undefined) answered.push([`${name} refused`, Date.now() - began]);
        else
          setTimeout(() => {
            answered.push([name, Date.now() - began]);
            leave();
          }, workMs);
      });
    return { limiter, answered, ask };
  };
  const names = (answered: readonly [string, number][]) => answered.map(([name]) => name);

  it('is served in its turn when it is a burst: a hundred at once, and nobody is refused', async () => {
    const { limiter, answered, ask } = serve(100);
    const all = Array.from({ length: 100 }, (_, index) => `${index}`);
    for (const name of all) ask(name);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(names(answered)).toEqual(all);
    expect(answered.at(-1)).toEqual(['99', 2_500]);
    expect(limiter.isFull).toBe(false);
  });

  it('waits no longer than a request has time', async () => {
    const { answered, ask } = serve(30_000);
    for (const name of ['a', 'b', 'c', 'd', 'late']) ask(name);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(answered[0]).toEqual(['late refused', 20_000]);
  });

  it('is refused soon while a queue stands, and who came last goes first', async () => {
    const { answered, ask } = serve(400);
    for (let burst = 0; burst < 40; burst += 1) ask(`burst ${burst}`);
    await vi.advanceTimersByTimeAsync(2_170);
    for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) ask(name);
    await vi.advanceTimersByTimeAsync(630);
    expect(answered.slice(-6)).toEqual([
      ...['one', 'two'].map((name) => [`${name} refused`, 2_670]),
      ...['six', 'five', 'four', 'three'].map((name) => [name, 2_800]),
    ]);
  });

  it('in an overload that does not end gets its place or its refusal at once', async () => {
    const { answered, ask } = serve(100);
    for (let tick = 0; tick < 2_000; tick += 1) {
      ask(`${tick}`);
      await vi.advanceTimersByTimeAsync(5);
    }
    const done = answered.filter(([name]) => !name.endsWith('refused'));
    expect(done.length).toBeGreaterThan(390);
    const waits = done.slice(100).map(([name, at]) => at - Number(name) * 5);
    expect(Math.max(...waits)).toBeLessThan(160);
  });

  it('leaves no place taken, whoever has waited for it', async () => {
    const { limiter, ask } = serve(50);
    for (let asked = 0; asked < 300; asked += 1) ask(`${asked}`);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(enterAll(limiter)).toHaveLength(4);
  });

  it('is served before those who have more of the work already, whoever came first', async () => {
    const { answered, ask } = serve(100);
    for (let asked = 0; asked < 20; asked += 1) ask(`crowd ${asked}`, 'crowd');
    await vi.advanceTimersByTimeAsync(50);
    for (const name of ['other 1', 'other 2']) ask(name, 'other');
    await vi.advanceTimersByTimeAsync(150);
    expect(names(answered).slice(4)).toEqual(['other 1', 'other 2', 'crowd 4', 'crowd 5']);
  });

  it('is served soon beside an overload by somebody else that does not end', async () => {
    const { answered, ask } = serve(100);
    for (let tick = 0; tick < 1_000; tick += 1) {
      ask(`crowd ${tick}`, 'crowd');
      if (tick % 100 === 50) ask(`${tick}`, 'other');
      await vi.advanceTimersByTimeAsync(5);
    }
    const other = answered.filter(([name]) => !name.startsWith('crowd'));
    expect(other).toHaveLength(10);
    for (const [name, at] of other) expect(at - Number(name) * 5).toBeLessThanOrEqual(205);
  });

  it('of one caller takes his share at most, and leaves the other places free', async () => {
    const { limiter, answered, ask } = serve(100, { ceiling: 10, floor: 10, ofOne: 3 });
    for (let asked = 0; asked < 6; asked += 1) ask(`${asked}`);
    await vi.advanceTimersByTimeAsync(100);
    expect(names(answered)).toEqual(['0', '1', '2']);
    expect(limiter.isFull).toBe(false);
    ask('other', 'other');
    await vi.advanceTimersByTimeAsync(100);
    expect(names(answered)).toEqual(['0', '1', '2', '3', '4', '5', 'other']);
  });
});
