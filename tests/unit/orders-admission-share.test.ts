// How many orders the admission lets in while there is a queue, in figures that were worked out beside it.
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../containers/orders/placing/admission.ts';
import { testClock } from '../support/clock.ts';

const hour = 3_600_000;

/** An admission that has let in so many, of which so many were answered after so long; `chance` is what decides about the next. */
const queueAfter = (
  letIn: number,
  answers: readonly number[],
  { burst = 0, pauseMs = 0 }: { burst?: number | 'usual'; pauseMs?: number } = {},
) => {
  const clock = testClock();
  let chance = Number.POSITIVE_INFINITY;
  const admission = createAdmission({
    clock,
    random: () => chance,
    ...(burst === 'usual' ? {} : { burst }),
  });
  for (let order = 0; order < letIn; order += 1) admission.hasRoom();
  clock.advance(pauseMs);
  for (const milliseconds of answers) admission.answered(milliseconds);
  return {
    clock,
    admission,
    next: (value = Number.POSITIVE_INFINITY) => {
      chance = value;
      return admission.hasRoom();
    },
  };
};
/** Each adds a tenth of the target of two seconds to what is taken for the wait. */
const long = (count: number) => Array.from({ length: count }, () => hour);

describe('of a hundred that came in three seconds', () => {
  it.each([
    // A wait of 2.2 s: a tenth more than got through, of which there were 11.
    ['a little more than gets through, while the queue is short', long(11), 0.121],
    // 4 s: just as many.
    ['as many, at twice the target', long(20), 0.2],
    // 4.2 s: 4/4.2 of 21.
    ['fewer beyond it', long(21), 0.2],
    // 5 s would be 0.8: no fewer than 0.9.
    ['a tenth fewer at least, however long it is', long(25), 0.225],
    // A fifth of the way from 4.2 to 3.2 s: 4 s, and 22 got through.
    ['by a wait in which the last ones count for a fifth', [...long(21), 3_200], 0.22],
  ])('%s', (_, answers, share) => {
    expect(queueAfter(99, answers).next(share - 1e-9)).toBe(true);
    expect(queueAfter(99, answers).next(share + 1e-9)).toBe(false);
  });

  it('those of three seconds ago count for the e-th part', () => {
    const share = 20 / (99 / Math.E + 1);
    const scene = () => queueAfter(99, long(20), { pauseMs: 3_000 });
    expect(scene().next(share - 1e-5)).toBe(true);
    expect(scene().next(share + 1e-5)).toBe(false);
  });

  it('answers of a while ago count for less, too', () => {
    const scene = () => {
      const made = queueAfter(99, long(20));
      made.clock.advance(3_000);
      return made;
    };
    const share = 20 / Math.E / (99 / Math.E + 1);
    expect(scene().next(share - 1e-5)).toBe(true);
    expect(scene().next(share + 1e-5)).toBe(false);
  });
});

describe('all are let in', () => {
  it('while the wait is two seconds at most', () => {
    expect(queueAfter(99, long(10)).next()).toBe(true);
    expect(queueAfter(99, long(11)).next()).toBe(false);
  });

  it('while fewer wait than a burst is, which is two hundred', () => {
    expect(queueAfter(219, long(20), { burst: 'usual' }).next()).toBe(true);
    expect(queueAfter(220, long(20), { burst: 'usual' }).next()).toBe(false);
  });

  it('when nobody was answered for more than five seconds', () => {
    const silentFor = (ms: number) => {
      const { clock, next } = queueAfter(99, long(20));
      clock.advance(ms);
      return next();
    };
    expect([silentFor(5_000), silentFor(5_001)]).toEqual([false, true]);
  });

  it('counts those that wait by each that it lets in, and by no answer below none', () => {
    const { admission, next } = queueAfter(0, long(20), { burst: 2 });
    expect([next(), next(), next()]).toEqual([true, true, false]);
    admission.answered(hour);
    expect([next(), next()]).toEqual([true, false]);
  });

  it('takes an answer within two seconds for the end of a queue, and a later one not', () => {
    // 21 answers in three seconds, and the last took two: 14 were ahead of it. Of 99 that were let in 78 wait.
    const burstFor = (burst: number, milliseconds: number) =>
      queueAfter(99, [...long(20), milliseconds], { burst }).next();
    expect([burstFor(14, 2_000), burstFor(15, 2_000)]).toEqual([false, true]);
    expect([burstFor(78, 2_001), burstFor(79, 2_001)]).toEqual([false, true]);
  });
});
