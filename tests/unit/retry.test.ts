// A decision on something that changes meanwhile is made again, not for ever, and not in step with others.
import { expect, test } from 'vitest';
import { retryOn, retryPause } from '../../platform/kernel/retry.ts';

class Stale extends Error {}
const isStale = (error: unknown): boolean => error instanceof Stale;

const failing = (times: number, error: Error = new Stale()) => {
  let runs = 0;
  return {
    run: async () => {
      runs += 1;
      if (runs <= times) throw error;
      return runs;
    },
    runs: () => runs,
  };
};

test('what meets a conflict is run again, and its result is that of the run without one', async () => {
  expect(await retryOn(isStale, failing(2).run)).toBe(3);
});

test('what meets none is run once', async () => {
  expect(await retryOn(isStale, failing(0).run)).toBe(1);
});

test.each([1, 2, 5])('conflicts that do not end are overload after %i attempts', async (most) => {
  const { run, runs } = failing(Number.POSITIVE_INFINITY);
  await expect(retryOn(isStale, run, most)).rejects.toMatchObject({
    code: 'overloaded',
    options: { retryAfter: 1, cause: expect.any(Stale) },
  });
  expect(runs()).toBe(most);
});

test('another error is no conflict and is thrown at once', async () => {
  const { run, runs } = failing(1, new Error('refused'));
  await expect(retryOn(isStale, run)).rejects.toThrow('refused');
  expect(runs()).toBe(1);
});

test('pauses grow up to a tenth of a second, and chance takes away any share of them', () => {
  const longest = [1, 2, 3, 4, 20].map((attempt) => retryPause(attempt, () => 1));
  expect(longest).toEqual([20, 40, 80, 100, 100]);
  expect(retryPause(3, () => 0)).toBe(0);
});
