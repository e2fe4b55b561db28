// How many requests are worked on at once: as many as are answered in good time. What would only wait is refused at once, so that what is taken stays fast.

export interface LimiterOptions {
  /** So many are always taken. */
  readonly floor?: number;
  /** And never more than so many. */
  readonly ceiling?: number;
  /** Longer than this is a sign of too many. */
  readonly targetMs?: number;
  readonly now?: () => number;
}

export interface Limiter {
  /** Undefined when there is no room; else to be called once, when the work is done. */
  enter(): (() => void) | undefined;
  readonly limit: number;
  readonly isFull: boolean;
}

const start = 100;
/** Additive increase, multiplicative decrease, as TCP shares a line: https://datatracker.ietf.org/doc/html/rfc5681 */
const growth = 10;
const shrink = 0.9;
/** One decrease for all that were slow together. */
const decreaseEveryMs = 100;

export const createLimiter = ({
  floor = 12,
  ceiling = 500,
  targetMs = 500,
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

  return {
    get limit() {
      return limit;
    },
    get isFull() {
      return inFlight >= limit;
    },
    enter: () => {
      if (inFlight >= limit) return undefined;
      inFlight += 1;
      const entered = now();
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        learn(now() - entered);
        inFlight -= 1;
      };
    },
  };
};
