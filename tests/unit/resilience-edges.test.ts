// Policies where nothing is said, and breakers at the call and the millisecond that open and close them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createBreaker,
  createPolicy,
  createRetryBudget,
  wasNeverMade,
} from '../../platform/calls/resilience.ts';
import { AppError } from '../../platform/kernel/errors.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const down = () => Promise.reject(new Error('down'));
const well = async () => 'well';

type Policy = ReturnType<typeof createPolicy>;
const outcomeOf = (policy: Policy, work: () => Promise<unknown>) =>
  policy.execute(work).then(
    () => 'well',
    (error) => (wasNeverMade(error) ? 'refused' : 'failed'),
  );
const outcomes = async (policy: Policy, works: readonly (() => Promise<unknown>)[]) => {
  const all: string[] = [];
  for (const work of works) all.push(await outcomeOf(policy, work));
  return all;
};

describe('a breaker where nothing is said', () => {
  it('refuses for five seconds', async () => {
    const policy = createPolicy({ timeoutMs: 1_000, failuresInARow: 3 });
    expect(await outcomes(policy, Array(4).fill(down))).toEqual([
      ...['failed', 'failed', 'failed', 'refused'],
    ]);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await outcomeOf(policy, well)).toBe('refused');
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcomeOf(policy, well)).toBe('well');
  });

  it('is opened by no number of failures in a row alone, but by half of twenty in ten seconds', async () => {
    const few = createPolicy({ timeoutMs: 1_000 });
    expect(await outcomes(few, Array(19).fill(down))).toEqual(Array(19).fill('failed'));
    const half = createPolicy({ timeoutMs: 1_000 });
    const pairs = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? well : down));
    expect(await outcomes(half, pairs)).toContain('refused');
    const less = createPolicy({ timeoutMs: 1_000 });
    const fifths = Array.from({ length: 60 }, (_, index) => (index % 5 < 3 ? well : down));
    expect(await outcomes(less, fifths)).not.toContain('refused');
  });

  it('counts faults of our own, and no refusal', async () => {
    const throwing = (code: 'not-found' | 'internal') => () => Promise.reject(new AppError(code));
    const states: string[] = [];
    const breakerOf = () =>
      createBreaker({ failuresInARow: 2, onStateChange: (state) => states.push(state) });
    const policy = createPolicy({ timeoutMs: 1_000, breaker: breakerOf() });
    await outcomes(policy, Array(5).fill(throwing('not-found')));
    expect(states).toEqual([]);
    await outcomes(policy, Array(2).fill(throwing('internal')));
    expect(states).toEqual(['open']);
  });

  it('asks both of its measures of each answer', async () => {
    const policy = createPolicy({ timeoutMs: 1_000, failuresInARow: 3 });
    expect(await outcomes(policy, [down, down, well, down, down, down, down])).toEqual([
      ...['failed', 'failed', 'well', 'failed', 'failed', 'failed', 'refused'],
    ]);
  });
});

describe('a policy where nothing is said', () => {
  it('makes a call once', async () => {
    let calls = 0;
    const policy = createPolicy({ timeoutMs: 1_000 });
    await outcomeOf(policy, () => {
      calls += 1;
      return down();
    });
    expect(calls).toBe(1);
  });

  it('makes fifty at once, and lets fifty wait', async () => {
    let running = 0;
    const gate = Promise.withResolvers<void>();
    const policy = createPolicy({ timeoutMs: 60_000 });
    const all = Array.from({ length: 101 }, () =>
      outcomeOf(policy, () => {
        running += 1;
        return gate.promise;
      }),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(running).toBe(50);
    gate.resolve();
    expect(await Promise.all(all)).toEqual([...Array(100).fill('well'), 'refused']);
  });

  it('gives a call its time and not a millisecond more', async () => {
    const policy = createPolicy({ timeoutMs: 1_000 });
    let outcome = '';
    void outcomeOf(policy, () => new Promise(() => {})).then((is) => {
      outcome = is;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(outcome).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(outcome).toBe('failed');
  });
});

describe('a budget where nothing is said', () => {
  it('has ten to begin with, and a fifth of each first call', () => {
    const budget = createRetryBudget();
    const spent = (count: number) =>
      Array.from({ length: count }, () => budget.spend()).filter(Boolean).length;
    expect(spent(20)).toBe(10);
    for (let count = 0; count < 4; count += 1) budget.earn();
    expect(spent(1)).toBe(0);
    budget.earn();
    expect(spent(2)).toBe(1);
    for (let count = 0; count < 100; count += 1) budget.earn();
    expect(spent(20)).toBe(10);
  });
});
