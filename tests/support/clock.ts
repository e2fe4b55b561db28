// A clock that only the test moves.
import type { Clock } from '../../platform/kernel/clock.ts';

export interface TestClock extends Clock {
  advance(ms: number): void;
}

export const testClock = (start = Date.parse('2026-01-01T00:00:00.000Z')): TestClock => {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
};

/** Ids that count up, in our format. */
export const countingIds = () => {
  let count = 0;
  return (prefix: string): string => {
    count += 1;
    return `${prefix}_${String(count).padStart(32, '0')}`;
  };
};
