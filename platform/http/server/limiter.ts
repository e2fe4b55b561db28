// How many requests are worked on at once: as many as are answered in good time. A burst waits for its turn; a queue that stands is kept short, and what finds no place soon is refused.

export interface LimiterOptions {
  /** So many are always taken. */
  readonly floor?: number;
  /** And never more than so many. */
  readonly ceiling?: number;
  /** Longer than this is a sign of too many. */
  readonly targetMs?: number;
  /** How many of a burst wait, and how long each of them. */
  readonly burst?: number;
  readonly patienceMs?: number;
  readonly now?: () => number;
}

export type Leave = () => void;

export interface Limiter {
  /** Undefined when there is no room; else to be called once, when the work is done. */
  enter(): Leave | undefined;
  /** As `enter`, when its turn has come; undefined when that takes too long. */
  turn(): Promise<Leave | undefined>;
  readonly limit: number;
  readonly isFull: boolean;
}

const start = 100;
/** Additive increase, multiplicative decrease, as TCP shares a line: https://datatracker.ietf.org/doc/html/rfc5681 */
const growth = 10;
const shrink = 0.9;
/** A queue that was never empty for so long is an overload and no burst. */
const standingMs = 2_000;
/** Then nobody waits longer than this, and the last who came goes first, whose client is still there: https://queue.acm.org/detail.cfm?id=2839461 */
const shortPatienceMs = 500;
/** One decrease for all that were slow together. */
const decreaseEveryMs = 100;

type Waiter = (leave: Leave | undefined) => void;

/** Those that found no place: the burst in the order in which it came, and before it whoever came last while it stands. */
const createWaiting = ({
  burst,
  patienceMs,
  now,
}: Required<Pick<LimiterOptions, 'burst' | 'patienceMs' | 'now'>>) => {
  const patient = new Set<Waiter>();
  const latest = new Set<Waiter>();
  let emptyAt = now();

  const isEmpty = () => patient.size + latest.size === 0;
  const next = (): Waiter | undefined => [...latest].at(-1) ?? patient.values().next().value;

  return {
    join: () =>
      new Promise<Leave | undefined>((resolve) => {
        if (isEmpty()) emptyAt = now();
        const isBurst = now() - emptyAt < standingMs && patient.size < burst;
        const queue = isBurst ? patient : latest;
        const end: Waiter = (leave) => {
          clearTimeout(timer);
          queue.delete(end);
          resolve(leave);
        };
        const timer = setTimeout(end, isBurst ? patienceMs : shortPatienceMs, undefined);
        queue.add(end);
      }),

    serve: (enter: () => Leave | undefined): void => {
      for (let waiter = next(); waiter !== undefined; waiter = next()) {
        const leave = enter();
        if (leave === undefined) return;
        waiter(leave);
      }
    },
  };
};

export const createLimiter = ({
  floor = 12,
  ceiling = 500,
  targetMs = 500,
  burst = 200,
  patienceMs = 20_000,
  now = () => performance.now(),
}: LimiterOptions = {}): Limiter => {
  let limit = Math.min(start, ceiling);
  let inFlight = 0;
  let decreasedAt = Number.NEGATIVE_INFINITY;

  const learn = (milliseconds: number): void => {
    if (milliseconds > targetMs) {
      if (now() - decreasedAt < decreaseEveryMs) return;
      decreasedAt = now();
      limit = Math.max(floor, limit * shrink);
      return;
    }
    // A limit that nobody comes near has shown nothing.
    if (inFlight * 2 > limit) limit = Math.min(ceiling, limit + growth / limit);
  };

  const enter = (): Leave | undefined => {
    if (inFlight >= limit) return undefined;
    inFlight += 1;
    const entered = now();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      learn(now() - entered);
      inFlight -= 1;
      waiting.serve(enter);
    };
  };
  const waiting = createWaiting({ burst, patienceMs, now });

  return {
    get limit() {
      return limit;
    },
    get isFull() {
      return inFlight >= limit;
    },
    enter,
    turn: async () => enter() ?? (await waiting.join()),
  };
};
