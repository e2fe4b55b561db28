// An owner who is forgotten takes the endpoints along.
import { userDeletionRequested } from '../../../events/messages/auth.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { oneByOne } from '../../../platform/kernel/one-by-one.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { done, type MessageHandler, on } from '../../../platform/messaging/inbox.ts';
import { type EndpointStore, StaleEndpoint } from './endpoint-store.ts';

/** Longer than an access token lives, and than a message may be late. */
const closedSeconds = 15 * 86_400;

const isStale = (error: unknown): boolean => error instanceof StaleEndpoint;

export const ownerHandler = (
  endpoints: Pick<EndpointStore, 'all' | 'close' | 'read' | 'remove'>,
  clock: Clock,
): MessageHandler =>
  on(userDeletionRequested, ['userId'], async ({ data: { userId }, causation }) => {
    await endpoints.close(userId, epochSeconds(clock) + closedSeconds);
    const own = (await endpoints.all()).filter(({ owner }) => owner === userId);
    const remove = async (id: string) => {
      const found = await endpoints.read(id);
      if (found !== undefined) await endpoints.remove(found, causation);
    };
    await oneByOne(
      own,
      ({ id }) => retryOn(isStale, () => remove(id)),
      'not all endpoints were removed',
    );
    return own.length === 0 ? { kind: 'ignored', reason: 'owns no endpoint' } : done;
  });
