// Sessions: opened by a login, ended by logout.
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { userPartition, writes } from '../writes.ts';
import type { IssuedTokens, IssueTokens } from './issuing.ts';
import { hashesOf, newRefreshToken } from './refresh-token.ts';

export interface Sessions {
  open(
    user: User,
    options: {
      readonly clientId: string;
      readonly userAgent: string;
      /** Writes that stand or fall with the session. */
      readonly writes?: Work['writes'];
    } & Pick<Work, 'causation'>,
  ): Promise<IssuedTokens>;
  end(session: Pick<Session, 'userId' | 'id'>, causation: Work['causation']): Promise<void>;
}

/** Longer names of user agents are cut. */
const maxUserAgent = 200;

export const createSessions = ({
  commit,
  issueTokens,
  clock,
  newId,
}: {
  readonly commit: CommitWork;
  readonly issueTokens: IssueTokens;
  readonly clock: Clock;
  readonly newId: NewId;
}): Sessions => ({
  open: async (user, { clientId, userAgent, causation, writes: others = [] }) => {
    const parts = newRefreshToken(user.id, newId('ses'));
    const now = clock.now();
    const session: Session = {
      id: parts.sessionId,
      userId: user.id,
      clientId,
      epoch: user.epoch,
      ...hashesOf(parts),
      createdAt: now,
      rotatedAt: now,
      userAgent: userAgent.slice(0, maxUserAgent),
    };
    // Signed first: a session nobody got the tokens of should not be stored.
    const tokens = await issueTokens(user, clientId, parts);
    await commit({
      pk: userPartition(user.id),
      writes: [writes.putSession(session), ...others],
      causation,
    });
    return tokens;
  },

  end: (session, causation) =>
    commit({
      pk: userPartition(session.userId),
      writes: [writes.revokeSession(session)],
      causation,
    }),
});
