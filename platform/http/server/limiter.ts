// How many requests are worked on at once: as many as are answered in good time, and of one caller a few. A burst waits for its turn; a queue that stands is kept short, and what finds no place soon is refused.
import { createWaiting, type Leave, type WaitingOptions } from './waiting.ts';

export interface LimiterOptions extends Partial<WaitingOptions> {
  /** So many are always taken. */
  readonly floor?: number;
  /** And never more than so many. */
  readonly ceiling?: number;
  /** Of one caller: more would be answered no sooner, and all others later. */
  readonly ofOne?: number;
  /** Longer than this is a sign of too many. */
  readonly targetMs?: number;
}

export interface Limiter {
  /** Undefined when there is no room; else to be called once, when the work is done. */
  enter(caller: string): Leave | undefined;
  /** As `enter`, when its turn has come; undefined when that takes too long. */
  turn(caller: string): Promise<Leave | undefined>;
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
  ofOne = 24,
  targetMs = 500,
  burst = 200,
  patienceMs = 20_000,
  now = () => performance.now(),
}: LimiterOptions = {}): Limiter => {
  let limit = Math.min(start, ceiling);
  const insideBy = new Map<string, number>();
  const insideOf = (caller: string) => insideBy.get(caller) ?? 0;
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

  const count = (caller: string, change: 1 | -1): void => {
    const inside = insideOf(caller) + change;
    inFlight += change;
    if (inside > 0) insideBy.set(caller, inside);
    else insideBy.delete(caller);
  };

  const enter = (caller: string): Leave | undefined => {
    if (inFlight >= limit || insideOf(caller) >= ofOne) return undefined;
    count(caller, 1);
    const entered = now();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      learn(now() - entered);
      count(caller, -1);
      waiting.serve(enter);
    };
  };
  const waiting = createWaiting({ burst, patienceMs, now }, insideOf);

  return {
    get limit() {
      return limit;
    },
    get isFull() {
      return inFlight >= limit;
    },
    enter,
    turn: async (caller) => enter(caller) ?? (await waiting.join(caller)),
  };
};
