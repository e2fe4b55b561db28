// As many requests at once as are answered in good time: fewer when they are late, more again when they are not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimiter, type Limiter } from '../../platform/http/server/limiter.ts';

const limiterWith = (options: Parameters<typeof createLimiter>[0] = {}) => {
  let time = 0;
  const limiter = createLimiter({ ...options, now: () => time });
  return { limiter, pass: (milliseconds: number) => (time += milliseconds) };
};

const enterAll = (limiter: Limiter): (() => void)[] => {
  const inside: (() => void)[] = [];
  for (;;) {
    const leave = limiter.enter();
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
    for (let round = 0; round < 1000; round += 1) limiter.enter()?.();
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
