// Throttling of what must not be tried too often: five times a minute for free, then a wait that doubles from a second to 15 minutes.

export interface Strikes {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
}

const free = 5;
const firstWaitMs = 1_000;
const longestWaitMs = 15 * 60_000;
const quietMs = 60_000;

/** Milliseconds from the last strike until the next try is heard. */
export const waitAfter = (count: number): number =>
  count < free ? 0 : Math.min(firstWaitMs * 2 ** (count - free), longestWaitMs);

/** A while of quiet, longer than the wait was, and all is forgotten: nobody is locked out by a stranger for good. */
export const forgottenAt = ({ count, lastAt }: Strikes): number =>
  lastAt + Math.max(quietMs, 2 * waitAfter(count));

export const countAt = (strikes: Strikes | undefined, now: number): number =>
  strikes === undefined || now >= forgottenAt(strikes) ? 0 : strikes.count;

/** Milliseconds still to wait; 0 when the next try is heard. */
export const waitAt = (strikes: Strikes | undefined, now: number): number =>
  strikes === undefined ? 0 : Math.max(0, strikes.lastAt + waitAfter(countAt(strikes, now)) - now);

/** After one more try; what is forgotten starts over. */
export const struck = (strikes: Strikes | undefined, now: number): Strikes => ({
  count: countAt(strikes, now) + 1,
  lastAt: now,
});
