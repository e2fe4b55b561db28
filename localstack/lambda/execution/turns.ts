// How many batches of a function run at a time: one where it gets through, more where those that run take long. What needs a processor is done no sooner beside others, and what has gathered meanwhile goes in one batch; what waits for somebody holds nobody up.

export interface Turns {
  /** Resolves when a batch may run; the answer is called at its end. */
  take(): Promise<() => void>;
}

/** When no turn has begun for so long, the next one goes beside those that run. */
const patienceMs = 100;

/**
 * @param most however long they take
 * @param isLoading an environment is on its way, which is what they wait for
 */
export function createTurns(most: number, isLoading: () => boolean): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  let enough = 1;
  let impatient: NodeJS.Timeout | undefined;

  function next(): void {
    const begin = running < enough ? waiting.shift() : undefined;
    if (begin === undefined) return;
    running += 1;
    clearTimeout(impatient);
    impatient = undefined;
    watch();
    begin();
  }

  function watch(): void {
    if (waiting.length === 0 || running >= most) return;
    impatient ??= setTimeout(() => {
      impatient = undefined;
      if (isLoading()) watch();
      else grow();
    }, patienceMs);
  }

  function grow(): void {
    enough = running + 1;
    next();
  }

  function end(): void {
    running -= 1;
    if (waiting.length === 0) enough = Math.max(1, running);
    next();
  }

  return {
    take() {
      const turn = Promise.withResolvers<() => void>();
      waiting.push(() => turn.resolve(end));
      next();
      watch();
      return turn.promise;
    },
  };
}
