// Throttling of what must not be tried too often: some tries are free, then each makes the next one wait.

export interface Strikes {
  /** What is held against the next try; a fraction where counts fade. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
}

export interface Policy {
  /** Milliseconds from the last strike until the next try is heard. */
  readonly waitAfter: (count: number) => number;
  /** What is left of a count when nothing is tried for so many milliseconds. */
  readonly leftAfter: (count: number, quietMs: number) => number;
  /** Milliseconds of quiet after which nothing is left. */
  readonly forgottenAfter: (count: number) => number;
}

const free = 5;
const firstWaitMs = 1_000;

/** Five are free, then a second, doubling. */
const doubling =
  (longestMs: number) =>
  (count: number): number =>
    count < free - 0.5 ? 0 : Math.min(firstWaitMs * 2 ** (count - free), longestMs);

/** One less with each interval: who tries four times and pauses is counted like who tries without a pause. */
const fading = (intervalMs: number): Pick<Policy, 'leftAfter' | 'forgottenAfter'> => ({
  leftAfter: (count, quietMs) => Math.max(0, count - quietMs / intervalMs),
  forgottenAfter: (count) => count * intervalMs,
});

const quarterHourMs = 15 * 60_000;
const quietMs = 60_000;
const waitOfNetwork = doubling(quarterHourMs);
const forgottenByNetwork = (count: number) => Math.max(quietMs, 2 * waitOfNetwork(count));

/** Of a whole network, over all accounts: many people may share it, so a while of quiet forgets everything. */
export const ofNetwork: Policy = {
  waitAfter: waitOfNetwork,
  forgottenAfter: forgottenByNetwork,
  leftAfter: (count, quiet) => (quiet >= forgottenByNetwork(count) ? 0 : count),
};

const guessMs = 2_048_000;

/** Wrong passwords for one account from one network or device: 58 on the first day, 42 on every other. */
export const ofGuesser: Policy = { waitAfter: doubling(guessMs), ...fading(guessMs) };

/** As many as one guesser can have on its account at any time, and two more. */
const freeOfStrangers = 18;

/**
 * Wrong passwords for one account from all networks it has never been opened from: 61 on the first day.
 * A single guesser leaves room for the owner; many together do not, and make unknown networks wait.
 */
export const ofStrangers: Policy = {
  waitAfter: (count) => Math.max(0, count - (freeOfStrangers - 1)) * guessMs,
  ...fading(guessMs),
};

const mailMs = 1_024_000;

/** Mails to one address: a link is good for longer than the longest wait, so there always is one in the mailbox. */
export const ofMails: Policy = { waitAfter: doubling(mailMs), ...fading(mailMs) };

export const countAt = (policy: Policy, strikes: Strikes | undefined, now: number): number =>
  strikes === undefined ? 0 : policy.leftAfter(strikes.count, Math.max(0, now - strikes.lastAt));

/** Milliseconds still to wait; 0 when the next try is heard. */
export const waitAt = (policy: Policy, strikes: Strikes | undefined, now: number): number => {
  if (strikes === undefined || countAt(policy, strikes, now) === 0) return 0;
  return Math.max(0, strikes.lastAt + policy.waitAfter(strikes.count) - now);
};

export const forgottenAt = (policy: Policy, { count, lastAt }: Strikes): number =>
  lastAt + policy.forgottenAfter(count);

/** After one more try. */
export const struck = (policy: Policy, strikes: Strikes | undefined, now: number): Strikes => ({
  count: countAt(policy, strikes, now) + 1,
  lastAt: now,
});
