// Token bucket: `rate` requests a second on average, `burst` at once.

import type { Throttle } from '../model.ts';

export type TokenBucket = () => boolean;

/** Each call takes a token; false when none is left. */
export function tokenBucket({ rate, burst }: Throttle, now: () => number = Date.now): TokenBucket {
  let tokens = burst;
  let filledAt = now();
  return function take() {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * rate);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
