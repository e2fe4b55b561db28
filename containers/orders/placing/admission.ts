// How many new orders are let in while those before them wait for their stock: no more than get through, once the wait is long. A queue that only grows helps nobody.

import { ageAt, type Clock } from '../../../platform/kernel/clock.ts';

export interface Admission {
  /** An order asks to be placed: is there room? */
  hasRoom(): boolean;
  /** An order has heard of its stock, so long after it was placed. */
  heard(milliseconds: number): void;
}

export interface AdmissionOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** A longer wait is a queue. */
  readonly targetMs?: number;
}

const windowMs = 3_000;
/** Nothing heard for so long is an outage, not a queue: orders are still taken, and wait for its end. */
const silenceMs = 5_000;
/** Of what gets through: a little more while the queue is short, a little less while it is long, so that it stays between the target and twice as much. */
const shareAt = (waitMs: number, targetMs: number): number =>
  Math.min(1.1, Math.max(0.9, (2 * targetMs) / waitMs));
const newest = 0.2;
/** One message that was redriven after an hour is no queue; ten in a row are. */
const mostAtOnce = 0.1;

/** Events a window, older ones fading out. */
const createRate = (clock: Clock) => {
  let value = 0;
  let at = clock.now();
  const fade = () => {
    value *= Math.exp(-ageAt(clock, at) / windowMs);
    at = clock.now();
  };
  return {
    count: () => {
      fade();
      value += 1;
    },
    read: () => {
      fade();
      return value;
    },
  };
};

export const createAdmission = ({
  clock,
  random,
  targetMs = 2_000,
}: AdmissionOptions): Admission => {
  const coming = createRate(clock);
  const going = createRate(clock);
  let waitMs = 0;
  let heardAt = Number.NEGATIVE_INFINITY;

  return {
    hasRoom: () => {
      coming.count();
      const isSilent = ageAt(clock, heardAt) > silenceMs;
      if (isSilent || waitMs <= targetMs) return true;
      return random() < (shareAt(waitMs, targetMs) * going.read()) / coming.read();
    },
    heard: (milliseconds) => {
      going.count();
      heardAt = clock.now();
      waitMs += Math.min(newest * (milliseconds - waitMs), mostAtOnce * targetMs);
    },
  };
};
