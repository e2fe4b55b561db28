// So many at once, so many waiting, and a quick refusal for the rest: what is overloaded stays fast for those it serves.
import { AppError } from '../kernel/errors.ts';

export interface SemaphoreLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Runs the work when its turn has come; throws `overloaded` when too many wait already. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export const createSemaphore = ({ atOnce, waiting }: SemaphoreLimits): InTurn => {
  const queue: (() => void)[] = [];
  let busy = 0;

  const turn = async (): Promise<void> => {
    if (busy < atOnce) {
      busy += 1;
      return;
    }
    if (queue.length >= waiting) throw new AppError('overloaded', { retryAfter: 1 });
    // The slot is handed on: it stays busy from one to the next.
    await new Promise<void>((resolve) => queue.push(resolve));
  };

  const handOn = (): void => {
    const next = queue.shift();
    if (next === undefined) busy -= 1;
    else next();
  };

  return async (work) => {
    await turn();
    try {
      return await work();
    } finally {
      handOn();
    }
  };
};
