// Waiting for a queue without an interval: the queue wakes its waiters, and what comes back later has a known time.
import type { Queue } from './messaging.ts';

/** Ways to end the wait early; answers how to take the listener away again. */
export type OnEnd = (listener: () => void) => () => void;

/** Of a queue with groups they are kept by group. */
const delayedIn = ({ delayedMessages, fifoDelayed }: Queue) => [
  ...delayedMessages,
  ...[...fifoDelayed.values()].flat(),
];

function nextDue(queue: Queue, latest: number): number {
  let due = latest;
  for (const { visibilityDeadline } of queue.inflightMessages.values()) {
    due = Math.min(due, visibilityDeadline);
  }
  for (const { delayUntil } of delayedIn(queue)) due = Math.min(due, delayUntil ?? due);
  return due;
}

/** Resolves when a message may be there, at the latest at `until` (ms since the epoch). */
export function waitForMessage(queue: Queue, until: number, onEnd: OnEnd): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(waiter.timer);
      takeAway();
      const at = queue.pollWaiters.indexOf(waiter);
      if (at >= 0) queue.pollWaiters.splice(at, 1);
      resolve();
    };
    const ms = Math.max(1, nextDue(queue, until) - Date.now());
    const waiter = { resolve: done, timer: setTimeout(done, ms) };
    const takeAway = onEnd(done);
    queue.pollWaiters.push(waiter);
  });
}
