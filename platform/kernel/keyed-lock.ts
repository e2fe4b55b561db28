// Work on the same thing takes turns within this process: transactions that meet in the table would only refuse each other.

/** Runs when all earlier work on any of the names has ended, however it ended. */
export type TakeTurn = <T>(names: readonly string[], run: () => Promise<T>) => Promise<T>;

export const createKeyedLock = (): TakeTurn => {
  const last = new Map<string, Promise<unknown>>();

  return (names, run) => {
    const mine = [...new Set(names)];
    // All places are taken at once and in one order, so nobody waits for somebody who waits for him.
    const turn = Promise.all(mine.map((name) => last.get(name))).then(run);
    const ended = turn
      .catch(() => undefined)
      .then(() => {
        for (const name of mine) if (last.get(name) === ended) last.delete(name);
      });
    for (const name of mine) last.set(name, ended);
    return turn;
  };
};
