// An owner who is forgotten takes the endpoints along.
import { userDeletionRequested } from '../../../events/messages/auth.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { done, type MessageHandler, on } from '../../../platform/messaging/inbox.ts';
import type { EndpointStore } from './endpoint-store.ts';

/** Longer than an access token lives, and than a message may be late. */
const closedSeconds = 15 * 86_400;

const unlessGone = (error: unknown): void => {
  if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
};

export const ownerHandler = (
  endpoints: Pick<EndpointStore, 'all' | 'close' | 'remove'>,
  clock: Clock,
): MessageHandler =>
  on(userDeletionRequested, ['userId'], async ({ data: { userId }, causation }) => {
    await endpoints.close(userId, epochSeconds(clock) + closedSeconds);
    const own = (await endpoints.all()).filter(({ owner }) => owner === userId);
    for (const endpoint of own) await endpoints.remove(endpoint, causation).catch(unlessGone);
    return own.length === 0 ? { kind: 'ignored', reason: 'owns no endpoint' } : done;
  });
