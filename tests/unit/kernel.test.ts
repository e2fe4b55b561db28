// What everything stands on: time, ids, errors, tables over a union, and work that no answer waits for.
import { describe, expect, it } from 'vitest';
import { backgroundDone, inBackground } from '../../platform/kernel/background.ts';
import { ageAt, epochSeconds, isoTime, systemClock } from '../../platform/kernel/clock.ts';
import { ignore, isIgnored, match, unreachable } from '../../platform/kernel/decider.ts';
import { checkedEmailAddress, emailAddressOf } from '../../platform/kernel/email-address.ts';
import { AppError, isAppError } from '../../platform/kernel/errors.ts';
import { idFrom, isId, newId } from '../../platform/kernel/ids.ts';
import { createSemaphore } from '../../platform/kernel/semaphore.ts';
import { testClock } from '../support/clock.ts';
import { refusal } from '../support/refusals.ts';

describe('a clock', () => {
  const clock = testClock(1_767_225_600_999);

  it('tells whole seconds that have passed, and the time as text', () => {
    expect(epochSeconds(clock)).toBe(1_767_225_600);
    expect(isoTime(clock)).toBe('2026-01-01T00:00:00.999Z');
  });

  it('tells how old something is, and as much of what lies ahead', () => {
    expect(ageAt(clock, clock.now() - 7)).toBe(7);
    expect(ageAt(clock, clock.now() + 7)).toBe(7);
  });

  it('of the system is that of the process', () => {
    const before = Date.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });
});

describe('an id', () => {
  it('is a prefix and 32 hexadecimal digits, another each time, later ones behind earlier ones', () => {
    const ids = Array.from({ length: 50 }, () => newId('ord'));
    for (const id of ids) expect(id).toMatch(/^ord_[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(50);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('of the same parts is the same, and of parts that only read alike another', () => {
    expect(idFrom('pay', 'a', 'b')).toBe(idFrom('pay', 'a', 'b'));
    expect(idFrom('pay', 'a', 'b')).toMatch(/^pay_[0-9a-f]{32}$/);
    expect(idFrom('pay', 'ab')).not.toBe(idFrom('pay', 'a', 'b'));
  });

  it.each([
    [`ord_${'0'.repeat(32)}`, true],
    [`ord_${'f'.repeat(32)}`, true],
    [`ord_${'0'.repeat(31)}`, false],
    [`ord_${'0'.repeat(33)}`, false],
    [`ord_${'g'.repeat(32)}`, false],
    [`ordx${'0'.repeat(32)}`, false],
    [`pay_${'0'.repeat(32)}`, false],
  ])('is %s: %s', (text, is) => {
    expect(isId('ord', text)).toBe(is);
  });
});

describe('an error', () => {
  it('has the status and the words of its code, or words of its own', () => {
    expect(new AppError('not-found')).toMatchObject({ name: 'AppError', status: 404, options: {} });
    expect(new AppError('overloaded', { detail: 'too many' })).toMatchObject({
      status: 503,
      message: 'too many',
    });
    const cause = new Error('why');
    expect(new AppError('internal', { cause }).cause).toBe(cause);
  });

  it('is one of ours, of this code where one is named', () => {
    const error = new AppError('not-found');
    expect([isAppError(error), isAppError(error, 'not-found')]).toEqual([true, true]);
    expect([isAppError(error, 'internal'), isAppError(new Error('no'))]).toEqual([false, false]);
    expect(isAppError({ code: 'not-found' }, 'not-found')).toBe(false);
  });
});

describe('a union', () => {
  type Shape = { type: 'square'; side: number } | { type: 'line'; length: number };
  const size = match<Shape, [factor: number], number>({
    square: ({ side }, factor) => side * side * factor,
    line: ({ length }, factor) => length * factor,
  });

  it('is told apart by its type', () => {
    expect(size({ type: 'square', side: 3 }, 2)).toBe(18);
    expect(size({ type: 'line', length: 3 }, 2)).toBe(6);
  });

  it.each(['circle', 'toString', '__proto__'])('has no type %s', (type) => {
    expect(() => size({ type } as never, 1)).toThrow(`unexpected value {"type":"${type}"}`);
    expect(() => unreachable({ type } as never)).toThrow('unexpected value');
  });

  it('of what happens and what is ignored is told apart', () => {
    expect(isIgnored(ignore('late'))).toBe(true);
    expect(ignore('late')).toEqual({ ignored: 'late' });
    expect(isIgnored([])).toBe(false);
  });
});

describe('work in the background', () => {
  it('is done once all of it is done, and not before', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    inBackground(first.promise);
    inBackground(second.promise);
    let isDone = false;
    const done = backgroundDone().then(() => {
      isDone = true;
    });
    first.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    second.resolve();
    await done;
    await backgroundDone();
  });
});

describe('an address of a mail', () => {
  const [label, local] = ['a'.repeat(63), 'b'.repeat(64)];
  const hostOf = (length: number) => `${label}.${label}.${label}.${'c'.repeat(length)}`;

  it('has 254 characters at most, of which 64 stand before the @', () => {
    expect(emailAddressOf(`${'b'.repeat(9)}@${hostOf(52)}`)).toHaveLength(254);
    expect(emailAddressOf(`${'b'.repeat(10)}@${hostOf(52)}`)).toBeUndefined();
    expect(emailAddressOf(`${local}@shop.example`)).toBeDefined();
    expect(emailAddressOf(`${local}b@shop.example`)).toBeUndefined();
  });

  it('that is none is refused where it stands', () => {
    expect(checkedEmailAddress('A@Shop.example')).toBe('a@shop.example');
    expect(() => checkedEmailAddress('@')).toThrow(
      refusal('validation-failed', {
        errors: [
          { pointer: '/email', code: 'pattern', detail: 'is not an address that mail reaches' },
        ],
      }),
    );
  });
});

describe('a slot', () => {
  it('is there for so many at once; so many wait, and one more is told to come back in a second', async () => {
    const inSlot = createSemaphore({ atOnce: 2, waiting: 1 });
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => void ends.push(resolve));
    const all = [inSlot(work), inSlot(work), inSlot(work)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(2);
    await expect(inSlot(work)).rejects.toThrow(refusal('overloaded', { retryAfter: 1 }));
    for (let done = 0; done < 3; done += 1) {
      ends[done]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    const again = [inSlot(work), inSlot(work)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(5);
    for (const end of ends) end();
    await Promise.all(again);
  });
});
