// How many new orders are let in while those before them wait for their stock: a burst as it comes, and no more than get through once many wait for long. A queue that only grows helps nobody.

import { ageAt, type Clock } from '../../../platform/kernel/clock.ts';

export interface Admission {
  /** An order asks to be placed: is there room? */
  hasRoom(): boolean;
  /** Stock has answered an order, so long after it was placed. */
  answered(milliseconds: number): void;
}

export interface AdmissionOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** A longer wait is a queue. */
  readonly targetMs?: number;
  /** So few that wait are a burst and no overload, however long they wait. */
  readonly burst?: number;
}

const windowMs = 3_000;
/** No answer for so long is an outage, not a queue: orders are still taken, and wait for its end. */
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
  burst = 200,
}: AdmissionOptions): Admission => {
  const coming = createRate(clock);
  const going = createRate(clock);
  let waitMs = 0;
  /** Let in by this task and not answered to it. */
  let waiting = 0;
  let answeredAt = Number.NEGATIVE_INFINITY;

  const isShort = (): boolean =>
    ageAt(clock, answeredAt) > silenceMs || waitMs <= targetMs || waiting < burst;

  return {
    hasRoom: () => {
      coming.count();
      const share = () => (shareAt(waitMs, targetMs) * going.read()) / coming.read();
      if (!isShort() && random() >= share()) return false;
      waiting += 1;
      return true;
    },
    answered: (milliseconds) => {
      going.count();
      answeredAt = clock.now();
      waitMs += Math.min(newest * (milliseconds - waitMs), mostAtOnce * targetMs);
      waiting = Math.max(0, waiting - 1);
      // Others hear of what was placed here, and not every request became an order: by Little's law so many were ahead of this one.
      if (milliseconds <= targetMs) {
        const ahead = (going.read() / windowMs) * milliseconds;
        waiting = Math.min(waiting, Math.ceil(ahead));
      }
    },
  };
};
