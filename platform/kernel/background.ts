// Work that no answer waits for, but the process does before it is frozen or asked what became of it.

const unfinished = new Set<Promise<void>>();

/** The work never fails: it says itself what went wrong. */
export const inBackground = (work: Promise<void>): void => {
  const ended = work.finally(() => unfinished.delete(ended));
  unfinished.add(ended);
};

/** Of what was begun until now. */
export const backgroundDone = async (): Promise<void> => {
  await Promise.all(unfinished);
};
