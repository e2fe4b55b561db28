// Ends what a token stands for: a user's its session; a client's is remembered as void until it expires.
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import type { Session } from '../domain/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { writes } from '../writes.ts';
import type { TokenReader } from './token-reader.ts';

type SessionId = Pick<Session, 'userId' | 'id'>;

/** What was ended; nothing where the token is of another client, or good for nothing. */
export type Revoke = (
  token: string,
  clientId: string,
  causation: Work['causation'],
) => Promise<{ readonly session?: SessionId; readonly identity?: Identity }>;

export const createRevoke = ({
  tokens,
  sessions,
  commit,
}: {
  readonly tokens: TokenReader;
  readonly sessions: Pick<Sessions, 'end'>;
  readonly commit: CommitWork;
}): Revoke => {
  const revocationOf = async (token: string, clientId: string) => {
    const session = await tokens.sessionOf(token);
    if (session !== undefined) return session.clientId === clientId ? { session } : {};
    const identity = await tokens.identityOf(token);
    if (identity?.clientId !== clientId) return {};
    return identity.session === undefined
      ? { identity }
      : { session: { userId: identity.subject, id: identity.session } };
  };

  return async (token, clientId, causation) => {
    const revocation: Awaited<ReturnType<Revoke>> = await revocationOf(token, clientId);
    const { session, identity } = revocation;
    if (session !== undefined) await sessions.end(session, causation);
    if (identity !== undefined) {
      const write = writes.revokeToken(identity.tokenId, identity.expiresAt);
      await commit({ pk: `CLIENT#${clientId}`, writes: [write], causation });
    }
    return revocation;
  };
};
