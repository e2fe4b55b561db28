// Orders that somebody follows: each is looked at once for all who follow it, and only while they do.

import type { Stream } from '../../../platform/data/commits.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { LoadedOrder } from '../commands.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderState } from '../domain/order.ts';
import type { OrderStore } from '../store.ts';

export type OrderStream = Stream<OrderEvent, OrderState>;

export interface Follower {
  /** Each commit in order, with what it has made of the order. */
  changed(loaded: LoadedOrder, changes: readonly OrderEvent[]): void;
  /** The order can be followed no further. */
  lost(): void;
}

export interface Followers {
  /**
   * Told of every commit after the order that `begin` is given; nobody follows where `begin` answers undefined or throws.
   * What it answers ends it.
   */
  follow(orderId: string, begin: (order: OrderStream) => Follower | undefined): Promise<() => void>;
  /** Something was committed to the order by this process. */
  notify(orderId: string): void;
}

export interface FollowersOptions {
  readonly store: Pick<OrderStore, 'read' | 'next' | 'advanced'>;
  readonly log: Pick<Log, 'warn'>;
  /**
   * Between looks for what other processes commit: with the read and the way to the client below a second.
   * @default 500 ms
   */
  readonly everyMs?: number;
}

interface Followed {
  loaded: LoadedOrder;
  readonly by: Map<Follower, number>;
}

export const createFollowers = ({ store, log, everyMs = 500 }: FollowersOptions): Followers => {
  const followed = new Map<string, Followed>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  const forget = (orderId: string): void => {
    followed.delete(orderId);
    if (followed.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  const advance = (orderId: string, one: Followed, events: readonly OrderEvent[]): void => {
    for (const [follower, version] of one.by) {
      // It began with a later state than this one.
      if (version < one.loaded.version) follower.changed(one.loaded, events);
    }
    if (one.by.size === 0) forget(orderId);
  };

  const lose = (orderId: string, { by }: Followed, error: unknown): void => {
    log.warn({ error, orderId }, 'an order can be followed no further');
    followed.delete(orderId);
    for (const follower of by.keys()) follower.lost();
  };

  /** Follows each order to its last commit. */
  const look = async (orderIds: Iterable<string>): Promise<void> => {
    let asked = [...orderIds];
    while (asked.length > 0) {
      const versions = new Map(
        asked.flatMap((id) => {
          const one = followed.get(id);
          return one === undefined ? [] : [[id, one.loaded.version] as const];
        }),
      );
      asked = [];
      for (const [id, commit] of await store.next(versions)) {
        const one = followed.get(id);
        // Another look was faster.
        if (one === undefined || one.loaded.version !== versions.get(id)) continue;
        try {
          one.loaded = store.advanced(id, one.loaded, commit);
          advance(id, one, commit.events);
          asked.push(id);
        } catch (error) {
          lose(id, one, error);
        }
      }
    }
  };

  const lookAgain = (orderIds: Iterable<string>): Promise<void> =>
    look(orderIds).catch((error: unknown) => {
      log.warn({ error }, 'followed orders could not be looked at');
    });

  const lookAtAll = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await lookAgain(followed.keys());
    isLooking = false;
  };

  const attach = (orderId: string, order: OrderStream, follower: Follower): (() => void) => {
    const one = followed.get(orderId) ?? { loaded: order, by: new Map() };
    followed.set(orderId, one);
    one.by.set(follower, order.version);
    timer ??= setInterval(() => void lookAtAll(), everyMs).unref();
    return () => {
      one.by.delete(follower);
      if (one.by.size === 0 && followed.get(orderId) === one) forget(orderId);
    };
  };

  const follow: Followers['follow'] = async (orderId, begin) => {
    for (;;) {
      const order = await store.read(orderId);
      // Where those who follow it already know more, it has just changed.
      if (order.version < (followed.get(orderId)?.loaded.version ?? 0)) continue;
      const follower = begin(order);
      return follower === undefined ? () => {} : attach(orderId, order, follower);
    }
  };

  return {
    follow,
    notify: (orderId) => {
      if (followed.has(orderId)) void lookAgain([orderId]);
    },
  };
};
