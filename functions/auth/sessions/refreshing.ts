// A session is carried on by refresh tokens, each good once, and ended by one that is used twice.
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isAlive, judge, rotated, type Session } from '../domain/session.ts';
import type { AccountReader } from '../store.ts';
import { userPartition, writes } from '../writes.ts';
import type { IssuedTokens, IssueTokens } from './issuing.ts';
import { decodeRefreshToken, hashesOf, newRefreshToken } from './refresh-token.ts';

/** Throws `invalid-refresh-token`. */
export type Refresh = (
  token: string,
  options: {
    readonly clientId: string;
    /** Of the request, in milliseconds since 1970: handling it may begin much later. */
    readonly arrivedAt: number;
    /** Told when the family ends because of the token. */
    readonly reused: (session: Session) => void;
  } & Pick<Work, 'causation'>,
) => Promise<IssuedTokens>;

type RefreshFault = 'malformed' | 'session-over' | 'foreign' | 'reused' | 'raced' | 'other-client';

const refusal = (reason: RefreshFault) => new AppError('invalid-refresh-token', { reason });

export const createRefresh = ({
  store,
  commit,
  end,
  issueTokens,
  clock,
}: {
  readonly store: Pick<AccountReader, 'user' | 'session'>;
  readonly commit: CommitWork;
  readonly end: (session: Session, causation: Work['causation']) => Promise<void>;
  readonly issueTokens: IssueTokens;
  readonly clock: Clock;
}): Refresh => {
  /** Whose token it is, and what is left of the session. */
  const presentedBy = async (token: string) => {
    const parts = decodeRefreshToken(token);
    if (parts === undefined) throw refusal('malformed');
    const { userId, sessionId: id } = parts;
    const [user, session] = await Promise.all([store.user(userId), store.session({ userId, id })]);
    if (user === undefined || !isAlive(session, user, clock.now())) throw refusal('session-over');
    return { parts, user, session };
  };

  return async (token, { clientId, causation, arrivedAt, reused }) => {
    const { parts, user, session } = await presentedBy(token);
    const presented = hashesOf(parts);
    const judgement = judge(session, presented, arrivedAt);
    if (judgement === 'reused') {
      await end(session, causation);
      reused(session);
    }
    if (judgement !== 'current') throw refusal(judgement);
    if (session.clientId !== clientId) throw refusal('other-client');
    const next = newRefreshToken(user.id, session.id, parts.family);
    const tokens = await issueTokens(user, clientId, next);
    const after = rotated(session, hashesOf(next), clock.now());
    const write = writes.rotateSession(after, presented.currentHash, () => refusal('raced'));
    await commit({ pk: userPartition(user.id), writes: [write], causation });
    return tokens;
  };
};
