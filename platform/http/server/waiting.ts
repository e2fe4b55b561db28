// Those that found no place: whoever has least of the work goes first, then the burst in the order in which it came; while the queue stands, who came last.

export type Leave = () => void;

export interface WaitingOptions {
  /** How many of a burst wait, and how long each of them. */
  readonly burst: number;
  readonly patienceMs: number;
  readonly now: () => number;
}

export interface Waiting {
  /** Undefined when it took too long. */
  join(caller: string): Promise<Leave | undefined>;
  /** Lets in whom there is room for. */
  serve(enter: (caller: string) => Leave | undefined): void;
}

/** A queue that was never empty for so long is an overload and no burst. */
const standingMs = 2_000;
/** Then nobody waits longer than this, and the last who came goes first, whose client is still there: https://queue.acm.org/detail.cfm?id=2839461 */
const shortPatienceMs = 500;

interface Waiter {
  readonly caller: string;
  readonly end: (leave: Leave | undefined) => void;
}

/** `insideOf` is how much of the work is this caller's. */
export const createWaiting = (
  { burst, patienceMs, now }: WaitingOptions,
  insideOf: (caller: string) => number,
): Waiting => {
  const patient = new Set<Waiter>();
  const latest = new Set<Waiter>();
  let emptyAt = now();

  const isEmpty = () => patient.size + latest.size === 0;

  const next = (): Waiter | undefined => {
    let first: Waiter | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const waiter of [...[...latest].reverse(), ...patient]) {
      const inside = insideOf(waiter.caller);
      if (inside === 0) return waiter;
      if (inside >= fewest) continue;
      first = waiter;
      fewest = inside;
    }
    return first;
  };

  return {
    join: (caller) =>
      new Promise((resolve) => {
        if (isEmpty()) emptyAt = now();
        const isBurst = now() - emptyAt < standingMs && patient.size < burst;
        const queue = isBurst ? patient : latest;
        const waiter: Waiter = {
          caller,
          end: (leave) => {
            clearTimeout(timer);
            queue.delete(waiter);
            resolve(leave);
          },
        };
        const timer = setTimeout(waiter.end, isBurst ? patienceMs : shortPatienceMs, undefined);
        queue.add(waiter);
      }),

    serve: (enter) => {
      for (let waiter = next(); waiter !== undefined; waiter = next()) {
        const leave = enter(waiter.caller);
        if (leave === undefined) return;
        waiter.end(leave);
      }
    },
  };
};
