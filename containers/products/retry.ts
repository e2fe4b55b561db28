// Runs a decision again when what it was based on has changed meanwhile.
import { AppError } from '../../platform/errors.ts';

/** Throws `overloaded` when the changes do not end. */
export const retryWhile = async <T>(
  isStale: (error: unknown) => boolean,
  run: () => Promise<T>,
  attempts = 8,
): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if (!isStale(error)) throw error;
    if (attempts <= 1) throw new AppError('overloaded', { retryAfter: 1, cause: error });
  }
  return retryWhile(isStale, run, attempts - 1);
};
