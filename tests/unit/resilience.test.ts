// The policy round every outgoing call: timeout, retries, breaker, bulkhead, budget; and what it tells of itself.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createBreaker,
  createPolicy,
  createRetryBudget,
  type PolicyOptions,
  wasNeverMade,
} from '../../platform/calls/resilience.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { policyMetrics } from '../../platform/telemetry/embedded-metrics.ts';

const failing = async () => {
  throw new Error('down');
};

/** What became of a number of calls, one after the other. */
const callTimes = async (
  count: number,
  policy: ReturnType<typeof createPolicy>,
  work: () => Promise<unknown> = failing,
) => {
  const results: unknown[] = [];
  for (let index = 0; index < count; index += 1) {
    results.push(await policy.execute(work).catch((error: unknown) => error));
  }
  return results;
};

let states: string[];
beforeEach(() => {
  states = [];
});
const policyOf = (options: Partial<PolicyOptions> = {}) =>
  createPolicy({ timeoutMs: 1_000, onStateChange: (state) => states.push(state), ...options });

describe('the breaker', () => {
  it('opens at half of 20 calls that fail, and refuses without a call', async () => {
    const policy = policyOf();
    let calls = 0;
    const results = await callTimes(40, policy, async () => {
      calls += 1;
      if (calls % 2 === 0) throw new Error('down');
    });
    expect(calls).toBeGreaterThanOrEqual(20);
    expect(calls).toBeLessThanOrEqual(22);
    expect(states).toEqual(['open']);
    expect(results.filter(wasNeverMade)).toHaveLength(40 - calls);
  });

  it('stays closed for few failures, and for refusals of our own', async () => {
    const policy = policyOf();
    await callTimes(19, policy);
    await callTimes(40, policyOf(), async () => {
      throw new AppError('not-found');
    });
    expect(states).toEqual([]);
  });

  it('opens at so many failures in a row where few calls are seen, and an answer between counts', async () => {
    const policy = policyOf({ failuresInARow: 5 });
    await callTimes(4, policy);
    await callTimes(1, policy, async () => {});
    await callTimes(4, policy);
    expect(states).toEqual([]);
    await callTimes(1, policy);
    expect(states).toEqual(['open']);
  });

  it('that two policies share refuses the calls of both', async () => {
    const breaker = createBreaker({ failuresInARow: 5 });
    await callTimes(5, policyOf({ breaker }));
    const [result] = await callTimes(1, policyOf({ breaker }), async () => {});
    expect(wasNeverMade(result)).toBe(true);
  });

  it('lets one call through after its time, and closes when that one succeeds', async () => {
    vi.useFakeTimers();
    try {
      const policy = policyOf({ openMs: 5_000 });
      await callTimes(20, policy);
      vi.advanceTimersByTime(5_001);
      let calls = 0;
      const probe = Promise.withResolvers<void>();
      const work = () => {
        calls += 1;
        return probe.promise;
      };
      const all = Promise.all(Array.from({ length: 5 }, () => policy.execute(work)));
      await vi.advanceTimersByTimeAsync(0);
      expect(calls).toBe(1);
      probe.resolve();
      await all;
      expect(states).toEqual(['open', 'half-open', 'closed']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('opens again when the one call fails', async () => {
    vi.useFakeTimers();
    try {
      const policy = policyOf({ openMs: 5_000 });
      await callTimes(20, policy);
      vi.advanceTimersByTime(5_001);
      await callTimes(2, policy);
      expect(states).toEqual(['open', 'half-open', 'open']);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a call', () => {
  it('is given up in time', async () => {
    const hanging = () => new Promise(() => {});
    await expect(policyOf({ timeoutMs: 20 }).execute(hanging)).rejects.toThrow('timed out');
  });

  it.each([
    [0, 1],
    [2, 3],
  ])('with %i retries is made %i times', async (retries, expected) => {
    let calls = 0;
    await policyOf({ retries })
      .execute(async () => {
        calls += 1;
        throw new Error('down');
      })
      .catch(() => {});
    expect(calls).toBe(expected);
  });

  it('that we refuse ourselves is not made again', async () => {
    let calls = 0;
    const refusing = async () => {
      calls += 1;
      throw new AppError('invalid-state');
    };
    await expect(policyOf({ retries: 2 }).execute(refusing)).rejects.toThrow();
    expect(calls).toBe(1);
  });
});

describe('the bulkhead', () => {
  it('lets so many be made and as many wait; the others are refused at once', async () => {
    let refused = 0;
    const policy = policyOf({
      concurrency: 3,
      onRefused: () => {
        refused += 1;
      },
    });
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
    };
    const all = Array.from({ length: 10 }, () => policy.execute(work));
    const settled = Promise.allSettled(all);
    gate.resolve();
    const results = await settled;
    const rejected = results.filter(({ status }) => status === 'rejected');
    expect([rejected.length, refused, most]).toEqual([4, 4, 3]);
    expect(rejected.every((result) => 'reason' in result && wasNeverMade(result.reason))).toBe(
      true,
    );
  });
});

describe('the budget for repeated calls', () => {
  it('is a fifth of the first calls, after a reserve', () => {
    const budget = createRetryBudget({ share: 0.2, reserve: 10 });
    let spent = 0;
    for (let count = 0; count < 1_000; count += 1) {
      budget.earn();
      if (budget.spend()) spent += 1;
    }
    expect(spent).toBeGreaterThanOrEqual(200);
    expect(spent).toBeLessThanOrEqual(210);
  });

  it('saves up no more than its reserve', () => {
    const budget = createRetryBudget({ share: 1, reserve: 3 });
    for (let count = 0; count < 100; count += 1) budget.earn();
    expect(Array.from({ length: 5 }, () => budget.spend())).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('what a policy tells', () => {
  const metric = (Name: string, dimension: string) => ({
    Timestamp: 1_700_000_000_000,
    CloudWatchMetrics: [
      {
        Namespace: 'Tandem',
        Dimensions: [['stage', 'service', dimension]],
        Metrics: [{ Name, Unit: 'None' }],
      },
    ],
  });
  const logged = () => {
    const lines: object[] = [];
    const log = { warn: (line: unknown) => void lines.push(line as object) };
    return { lines, ...policyMetrics(log as never, 'provider', () => 1_700_000_000_000) };
  };

  it('is the state of its breaker, as a metric', async () => {
    const { lines, ...options } = logged();
    await callTimes(20, createPolicy({ timeoutMs: 1_000, ...options }));
    const _aws = metric('BreakerOpen', 'breaker');
    expect(lines).toEqual([{ _aws, breaker: 'provider', state: 'open', BreakerOpen: 1 }]);
  });

  it.each([
    ['closed', 0],
    ['half-open', 1],
  ] as const)('is %s as %i', (state, BreakerOpen) => {
    const { lines, onStateChange } = logged();
    onStateChange(state);
    expect(lines).toMatchObject([{ state, BreakerOpen }]);
  });

  it('is each call that its bulkhead refuses, as a metric', async () => {
    const { lines, ...options } = logged();
    const policy = createPolicy({ timeoutMs: 1_000, concurrency: 1, ...options });
    await Promise.allSettled(Array.from({ length: 3 }, () => policy.execute(async () => {})));
    const _aws = metric('BulkheadRefused', 'bulkhead');
    expect(lines).toEqual([{ _aws, bulkhead: 'provider', BulkheadRefused: 1 }]);
  });
});
