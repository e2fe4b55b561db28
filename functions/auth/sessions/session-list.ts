// Where the caller is logged in.
import { listSessions } from '../../../events/http/auth/account.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { isAlive, type Session } from '../domain/session.ts';
import type { AccountStore } from '../store.ts';

const pageSize = 20;

const viewOf = (session: Session, current: string | undefined) => ({
  id: session.id,
  createdAt: new Date(session.createdAt).toISOString(),
  lastUsedAt: new Date(session.rotatedAt).toISOString(),
  userAgent: session.userAgent,
  current: session.id === current,
});

export const sessionListEndpoints = ({
  store,
  cursors,
  clock,
}: {
  readonly store: Pick<AccountStore, 'user' | 'sessions'>;
  /** Their key is read when the first is needed. */
  readonly cursors: () => Promise<Seals>;
  readonly clock: Clock;
}): Endpoint[] => [
  endpoint(listSessions, async (request) => {
    const { subject, session: current } = callerOf(request);
    const [user, all] = await Promise.all([store.user(subject), store.sessions(subject)]);
    const binding = `${listSessions.id} ${subject}`;
    const { limit = pageSize, cursor } = request.query;
    const sealed = await cursors();
    const after = cursor === undefined ? undefined : sealed.open<string>(cursor, binding);
    // Ids sort by the time of the login.
    const alive = all
      .filter((session) => isAlive(session, user, clock.now()))
      .filter(({ id }) => after === undefined || id < after)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = alive.slice(0, limit);
    const last = alive.length > limit ? page.at(-1) : undefined;
    const nextCursor = last === undefined ? null : sealed.seal(last.id, binding);
    const items = page.map((session) => viewOf(session, current));
    return { status: 200, body: { items, nextCursor } };
  }),
];
