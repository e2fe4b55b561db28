// Runs a decision again when what it stood on has changed meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from './errors.ts';

const longestPauseMs = 100;

/** Two seconds on average: what many want at once is waited for while a request has time, and not refused. */
export const mostAttempts = 40;

/**
 * Milliseconds before the next attempt, with full jitter, so that those who met once do not meet again:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const retryPause = (attempt: number, random: () => number = Math.random): number =>
  random() * Math.min(10 * 2 ** attempt, longestPauseMs);

/** Throws `overloaded` when the conflicts do not end within so many attempts. */
export const retryOn = async <T>(
  isConflict: (error: unknown) => boolean,
  run: () => Promise<T>,
  attempts = mostAttempts,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt >= attempts) throw new AppError('overloaded', { retryAfter: 1, cause: error });
    }
    await sleep(retryPause(attempt));
  }
};
