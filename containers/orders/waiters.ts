// Requests that wait for an order: woken when this process commits a change, with a slow look for changes of other processes.
import type { Clock } from '../../platform/clock.ts';

export interface Waiters {
  /** Something happened to this order. */
  wake(orderId: string): void;
  /** Reads until `isReached` or until the time is up; answers what it read last. */
  waitFor<T>(
    orderId: string,
    read: () => Promise<T>,
    isReached: (value: T) => boolean,
    milliseconds: number,
  ): Promise<T>;
  /** Everybody is answered at once, now and from now on: the process is about to stop. */
  close(): void;
}

/** How often other processes' changes are looked for. */
const lookEvery = 1_000;

export const createWaiters = (clock: Clock): Waiters => {
  const waiting = new Map<string, Set<() => void>>();
  let isClosed = false;

  /** Registered before the read, so that a change in between is not missed. */
  const nextChange = (orderId: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = waiting.get(orderId) ?? new Set();
    waiting.set(orderId, others.add(resolve));
    const forget = () => {
      others.delete(resolve);
      if (others.size === 0 && waiting.get(orderId) === others) waiting.delete(orderId);
    };
    return { promise, forget };
  };

  const changeWithin = async (changed: Promise<void>, milliseconds: number): Promise<void> => {
    const { promise: timeUp, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    try {
      await Promise.race([changed, timeUp]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    wake: (orderId) => {
      const woken = waiting.get(orderId);
      waiting.delete(orderId);
      for (const resolve of woken ?? []) resolve();
    },

    waitFor: async (orderId, read, isReached, milliseconds) => {
      const deadline = clock.now() + milliseconds;
      for (;;) {
        const { promise: changed, forget } = nextChange(orderId);
        try {
          const value = await read();
          const left = deadline - clock.now();
          if (isReached(value) || left <= 0 || isClosed) return value;
          await changeWithin(changed, Math.min(left, lookEvery));
        } finally {
          forget();
        }
      }
    },

    close: () => {
      isClosed = true;
      for (const resolvers of waiting.values()) {
        for (const resolve of resolvers) resolve();
      }
      waiting.clear();
    },
  };
};
