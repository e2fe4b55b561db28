// A token bucket for each subject, in the memory of one task: nobody takes what is there for all.
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';

export interface Rate {
  readonly perSecond: number;
  /** What may come at once after a while of nothing. */
  readonly burst: number;
}

export interface RateLimit {
  /** Takes one token of the subject's bucket; throws `rate-limited` where there is none. */
  admit(subject: string): void;
}

/** Some 2 MB; of more subjects than that, those that were away longest start anew. */
const maxSubjects = 10_000;

export const createRateLimit = ({ perSecond, burst }: Rate, clock: Clock): RateLimit => {
  // In the order of their last use.
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  const keep = (subject: string, tokens: number, at: number): void => {
    buckets.delete(subject);
    buckets.set(subject, { tokens, at });
    const [oldest] = buckets.size > maxSubjects ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
  };

  /** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
  const refusal = (tokens: number): AppError => {
    const retryAfter = Math.ceil((1 - tokens) / perSecond);
    return new AppError('rate-limited', {
      retryAfter,
      headers: {
        'ratelimit-policy': `"subject";q=${burst};w=${Math.ceil(burst / perSecond)}`,
        ratelimit: `"subject";r=0;t=${retryAfter}`,
      },
    });
  };

  return {
    admit: (subject) => {
      const now = clock.now();
      const { tokens, at } = buckets.get(subject) ?? { tokens: burst, at: now };
      // A clock that is set back refills nothing.
      const refilled = Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond);
      const left = refilled >= 1 ? refilled - 1 : refilled;
      keep(subject, left, now);
      if (refilled < 1) throw refusal(refilled);
    },
  };
};
