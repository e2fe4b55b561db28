// An order as server-sent events: what it is or what has happened since, then each change, and why it ends.

import type { Reply } from '../../../platform/http/endpoint.ts';
import type { EventStream, EventStreams } from '../../../platform/http/event-streams.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import type { LoadedOrder } from '../commands.ts';
import type { Actor } from '../domain/commands.ts';
import { placedAndVisible } from '../domain/deciding/guards.ts';
import type { OrderEvent } from '../domain/events.ts';
import { isFinalState } from '../domain/order.ts';
import type { OrderStore } from '../store.ts';
import type { Followers, OrderStream } from './followers.ts';
import { presentUpdate } from './presenting.ts';

export interface Asked {
  readonly orderId: string;
  readonly caller: Identity;
  readonly actor: Actor;
  readonly lastEventId: string | undefined;
}

export type StreamOrder = (asked: Asked) => Promise<Reply>;

const refuse = (reason: 'not-a-version' | 'beyond-the-order'): never => {
  const detail = 'Last-Event-ID is not the id of an event of this order.';
  throw new AppError('invalid-cursor', { detail, reason });
};

/** The header as it was sent; throws `invalid-cursor` for what is no version. */
export const lastEventIdIn = (sent: string | undefined): string | undefined =>
  sent === undefined || /^\d{1,9}$/.test(sent) ? sent : refuse('not-a-version');

/** The version that was seen last; throws `invalid-cursor` for what is none of this order. */
const versionIn = (lastEventId: string, { version }: OrderStream): number => {
  const seen = Number(lastEventId);
  return seen > version ? refuse('beyond-the-order') : seen;
};

interface Change {
  readonly loaded: LoadedOrder;
  readonly events: readonly OrderEvent[];
}

const changesOf = (
  orderId: string,
  { commits }: OrderStream,
  { nothing, advanced }: Pick<OrderStore, 'nothing' | 'advanced'>,
): Change[] => {
  let loaded: LoadedOrder = nothing;
  return commits.map((commit) => {
    loaded = advanced(orderId, loaded, commit);
    return { loaded, events: commit.events };
  });
};

const say = (stream: EventStream, actor: Actor, { loaded, events }: Change): void => {
  const { state, version } = loaded;
  const data = presentUpdate(placedAndVisible(state, actor), version, events);
  stream.say({ id: version, event: 'status', data });
};

const finishIfSettled = (stream: EventStream, { state }: LoadedOrder): void => {
  if (isFinalState(state)) stream.finish({ event: 'end', data: { reason: 'settled' } });
};

/** Ends with the token: who goes on listening has to show a new one. */
const endWithToken = (stream: EventStream, { expiresAt }: Identity, clock: Clock): void => {
  const timer = setTimeout(
    () => stream.finish({ event: 'end', data: { reason: 'token-expired' } }),
    Math.max(expiresAt * 1_000 - clock.now(), 0),
  ).unref();
  stream.once('close', () => clearTimeout(timer));
};

export const createStreamOrder = ({
  store,
  followers,
  streams,
  clock,
}: {
  readonly store: Pick<OrderStore, 'nothing' | 'advanced'>;
  readonly followers: Followers;
  readonly streams: EventStreams;
  readonly clock: Clock;
}): StreamOrder => {
  return async ({ orderId, caller, actor, lastEventId }) => {
    let stream: EventStream | undefined;
    const stop = await followers.follow(orderId, (order) => {
      const state = placedAndVisible(order.state, actor);
      const seen = lastEventId === undefined ? undefined : versionIn(lastEventId, order);
      const all = changesOf(orderId, order, store);
      const news =
        seen === undefined ? all.slice(-1) : all.filter(({ loaded }) => loaded.version > seen);
      // A browser that is answered so comes back no more.
      if (news.length === 0 && isFinalState(state)) return undefined;
      const opened = streams.open(caller.subject);
      stream = opened;
      for (const change of news) say(opened, actor, change);
      finishIfSettled(opened, order);
      return {
        changed: (loaded, events) => {
          say(opened, actor, { loaded, events });
          finishIfSettled(opened, loaded);
        },
        lost: () => opened.destroy(),
      };
    });
    if (stream === undefined) return { status: 204 };
    stream.once('close', stop);
    endWithToken(stream, caller, clock);
    return { status: 200, stream };
  };
};
