// An owner who is forgotten, or a client that is removed, takes the endpoints along.
import { clientRemoved, userDeletionRequested } from '../../../events/messages/auth.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { oneByOne } from '../../../platform/kernel/one-by-one.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import {
  done,
  type Handled,
  ignored,
  type MessageHandler,
  on,
} from '../../../platform/messaging/inbox.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import { type EndpointStore, StaleEndpoint } from './endpoint-store.ts';

/** Longer than an access token lives, and than a message may be late. */
const closedSeconds = 15 * 86_400;

const isStale = (error: unknown): boolean => error instanceof StaleEndpoint;

export const ownerHandlers = (
  endpoints: Pick<EndpointStore, 'all' | 'close' | 'read' | 'remove'>,
  clock: Clock,
): readonly MessageHandler[] => {
  const removeAllOf = async (owner: string, causation: Causation): Promise<Handled> => {
    await endpoints.close(owner, epochSeconds(clock) + closedSeconds);
    const own = (await endpoints.all()).filter((endpoint) => endpoint.owner === owner);
    const remove = async (id: string) => {
      const found = await endpoints.read(id);
      if (found !== undefined) await endpoints.remove(found, causation);
    };
    await oneByOne(
      own,
      ({ id }) => retryOn(isStale, () => remove(id)),
      'not all endpoints were removed',
    );
    return own.length === 0 ? ignored('owns no endpoint') : done;
  };

  return [
    on(userDeletionRequested, ['userId'], ({ data, causation }) =>
      removeAllOf(data.userId, causation),
    ),
    on(clientRemoved, ['subject'], ({ data, causation }) => removeAllOf(data.subject, causation)),
  ];
};
