// Requests that wait for an order: told what this process commits, with a look for changes of other processes, ever more seldom.

import { ageAt, type Clock } from '../../../platform/kernel/clock.ts';

export interface Wait {
  readonly milliseconds: number;
  /** Who waits; beyond so many at once they are answered at once. */
  readonly subject?: string;
  /** Nobody waits for the answer any more. */
  readonly gone?: AbortSignal;
}

export interface Waiters<Value> {
  /** This has become of the order. */
  notify(orderId: string, value: Value): void;
  /** Reads, and follows what it is told, until `isReached` or until the time is up; answers what it knows last. */
  follow(
    orderId: string,
    read: () => Promise<Value>,
    isReached: (value: Value) => boolean,
    wait: Wait,
  ): Promise<Value>;
  /** Everybody is answered at once, now and from now on: the process is about to stop. */
  close(): void;
}

interface Waiter<Value> {
  news: Value | undefined;
  wake(): void;
}

/** Waiting requests are requests in flight: all of them, and those of one subject, leave room for others. */
const most = { inAll: 250, ofOne: 100 };

/**
 * Milliseconds between looks for what other processes commit. Late by at most half of what was waited anyway; 17 reads
 * of a unit each in 20 s.
 */
const pause = { first: 100, growth: 1.5, longest: 2_000 };

/** Who may wait: places for all, and for each subject. */
const createPlaces = () => {
  const waitingOf = new Map<string, number>();
  let inAll = 0;
  return {
    enter: (subject: string): boolean => {
      const ofOne = waitingOf.get(subject) ?? 0;
      if (inAll >= most.inAll || ofOne >= most.ofOne) return false;
      inAll += 1;
      waitingOf.set(subject, ofOne + 1);
      return true;
    },
    leave: (subject: string): void => {
      const ofOne = (waitingOf.get(subject) ?? 0) - 1;
      inAll -= 1;
      if (ofOne > 0) waitingOf.set(subject, ofOne);
      else waitingOf.delete(subject);
    },
  };
};

const newsWithin = async <Value>(
  waiter: Waiter<Value>,
  milliseconds: number,
): Promise<Value | undefined> => {
  if (waiter.news === undefined) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      waiter.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  const { news } = waiter;
  waiter.news = undefined;
  return news;
};

export const createWaiters = <Value>(clock: Clock): Waiters<Value> => {
  const waiting = new Map<string, Set<Waiter<Value>>>();
  const { enter, leave } = createPlaces();
  let isClosed = false;

  const begin = (orderId: string): Waiter<Value> => {
    const waiter = { news: undefined, wake: () => {} };
    waiting.set(orderId, (waiting.get(orderId) ?? new Set()).add(waiter));
    return waiter;
  };

  const end = (orderId: string, waiter: Waiter<Value>): void => {
    const others = waiting.get(orderId);
    others?.delete(waiter);
    if (others?.size === 0) waiting.delete(orderId);
  };

  return {
    notify: (orderId, value) => {
      for (const waiter of waiting.get(orderId) ?? []) {
        waiter.news = value;
        waiter.wake();
      }
    },

    follow: async (orderId, read, isReached, { milliseconds, subject = '', gone }) => {
      if (milliseconds <= 0 || !enter(subject)) return read();
      const begun = clock.now();
      // Before the read, so that a change meanwhile is not missed.
      const waiter = begin(orderId);
      const wake = () => waiter.wake();
      gone?.addEventListener('abort', wake);
      try {
        let value = await read();
        let pauseMs = pause.first;
        for (;;) {
          const left = milliseconds - ageAt(clock, begun);
          if (isReached(value) || left <= 0 || isClosed || gone?.aborted) return value;
          const news = await newsWithin(waiter, Math.min(left, pauseMs));
          if (news === undefined) pauseMs = Math.min(pauseMs * pause.growth, pause.longest);
          value = news ?? (await read());
        }
      } finally {
        gone?.removeEventListener('abort', wake);
        end(orderId, waiter);
        leave(subject);
      }
    },

    close: () => {
      isClosed = true;
      for (const waiters of waiting.values()) for (const { wake } of waiters) wake();
    },
  };
};
