// Time comes in as an argument, so that tests can move it.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds between a time and now, whichever way: a clock that was set back by an hour keeps nothing young for that hour. */
export const ageAt = (clock: Clock, since: number): number => Math.abs(clock.now() - since);

export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString();

/** Whole seconds since 1970, as DynamoDB's TTL and JWT want them. */
export const epochSeconds = (clock: Clock): number => Math.floor(clock.now() / 1000);
