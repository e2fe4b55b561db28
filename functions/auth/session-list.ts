// Where the caller is logged in, and ending one of these sessions.
import { endSession, listSessions } from '../../events/http/account.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf } from '../../platform/http/request.ts';
import { isId } from '../../platform/ids.ts';
import { audit } from './audit.ts';
import { isAlive, type Session } from './domain/session.ts';
import type { AuthServices } from './services.ts';
import type { Sessions } from './sessions.ts';

/** The latest; older ones still end with the account's password. */
const shown = 100;

const viewOf = (session: Session, current: string | undefined) => ({
  id: session.id,
  createdAt: new Date(session.createdAt).toISOString(),
  lastUsedAt: new Date(session.rotatedAt).toISOString(),
  userAgent: session.userAgent,
  current: session.id === current,
});

export const sessionListEndpoints = (
  { store, clock }: AuthServices,
  sessions: Sessions,
): Endpoint[] => [
  endpoint(listSessions, async (request) => {
    const { subject, session: current } = callerOf(request);
    const [user, all] = await Promise.all([store.user(subject), store.sessions(subject)]);
    const items = all
      .filter((session) => isAlive(session, user, clock.now()))
      .sort((a, b) => b.rotatedAt - a.rotatedAt)
      .slice(0, shown)
      .map((session) => viewOf(session, current));
    return { status: 200, body: { items, nextCursor: null } };
  }),

  endpoint(endSession, async (request) => {
    const { subject: userId } = callerOf(request);
    const { id } = request.params;
    if (!isId('ses', id)) throw new AppError('not-found');
    await sessions.end({ userId, id }, request.causation);
    audit(request.log, 'session-revoked', { actor: userId, session: id });
    return { status: 204 };
  }),
];
