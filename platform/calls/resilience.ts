// Every call to something that may be slow or down goes through one policy: timeout, breaker, bulkhead, and retries where they are safe.
import {
  bulkhead,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IBreaker,
  type IPolicy,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  retry,
  SamplingBreaker,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { isAppError } from '../kernel/errors.ts';

export interface BreakerOptions {
  /** How long an open breaker refuses before it lets one call through. */
  readonly openMs?: number;
  /**
   * So many failures in a row open it, too: few calls are seen by it in ten seconds, or by each of several processes.
   * @default only a share of many calls opens it
   */
  readonly failuresInARow?: number;
  readonly onStateChange?: (state: 'open' | 'closed' | 'half-open') => void;
}

export interface PolicyOptions extends BreakerOptions {
  /** For one attempt. */
  readonly timeoutMs: number;
  /** Attempts after the first; only for calls that may be repeated. */
  readonly retries?: number;
  /** Calls at once; a few more may wait. */
  readonly concurrency?: number;
  /**
   * For policies of one dependency that share what they learn of it.
   * @default a breaker of its own
   */
  readonly breaker?: CircuitBreakerPolicy;
  /** The bulkhead was full: a call was refused. */
  readonly onRefused?: () => void;
}

/** Refusals of our own (4xx) are answers: they open no breaker and are not retried. */
const failures = handleWhen((error) => !isAppError(error) || error.status >= 500);

const any = (...breakers: readonly IBreaker[]): IBreaker => ({
  state: undefined,
  success: (state) => {
    for (const each of breakers) each.success(state);
  },
  failure: (state) => breakers.map((each) => each.failure(state)).includes(true),
});

export const createBreaker = ({
  openMs = 5_000,
  failuresInARow = Number.POSITIVE_INFINITY,
  onStateChange = () => {},
}: BreakerOptions = {}): CircuitBreakerPolicy => {
  const breaker = circuitBreaker(failures, {
    halfOpenAfter: openMs,
    breaker: any(
      // Opens at half of at least 20 calls in 10 s; the threshold itself would not open it.
      new SamplingBreaker({ threshold: 0.499, duration: 10_000, minimumRps: 2 }),
      new ConsecutiveBreaker(failuresInARow),
    ),
  });
  breaker.onBreak(() => onStateChange('open'));
  breaker.onReset(() => onStateChange('closed'));
  breaker.onHalfOpen(() => onStateChange('half-open'));
  return breaker;
};

/** Throws cockatiel's TaskCancelledError, BrokenCircuitError or BulkheadRejectedError besides what the call throws. */
export const createPolicy = ({
  timeoutMs,
  retries = 0,
  concurrency = 50,
  onRefused = () => {},
  breaker,
  ...options
}: PolicyOptions): IPolicy => {
  const calls = bulkhead(concurrency, concurrency);
  calls.onReject(onRefused);
  return wrap(
    retry(failures, {
      maxAttempts: retries,
      backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 1_000 }),
    }),
    calls,
    breaker ?? createBreaker(options),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
};

/** Did the policy refuse, so that the call was never made? */
export const wasNeverMade = (error: unknown): boolean =>
  isBrokenCircuitError(error) || isBulkheadRejectedError(error);

export interface RetryBudget {
  /** Counts a first call. */
  earn(): void;
  /** May one more call be made beyond the first ones? */
  spend(): boolean;
}

/** Keeps repeated calls to a share of the first ones, so that a dependency that is down is not asked the more for it. */
export const createRetryBudget = ({ share = 0.2, reserve = 10 } = {}): RetryBudget => {
  let tokens = reserve;
  return {
    earn: () => {
      tokens = Math.min(tokens + share, reserve);
    },
    spend: () => {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};
