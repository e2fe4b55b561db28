// What a token that somebody shows is: a session by its refresh token, or an identity by an access token.
import type { Clock } from '../../../platform/kernel/clock.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import type { VerifyAccessToken } from '../../../platform/tokens/access-token.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import { isAlive, judge, type Session } from '../domain/session.ts';
import { decodeRefreshToken, hashesOf } from '../sessions/refresh-token.ts';
import type { AccountReader } from '../store.ts';

export interface TokenReader {
  /** The living session of a refresh token that is good now. */
  sessionOf(token: string): Promise<Session | undefined>;
  /** Of an access token that is good now. */
  identityOf(token: string): Promise<Identity | undefined>;
}

export const createTokenReader = ({
  store,
  verify,
  clock,
}: {
  readonly store: Pick<AccountReader, 'user' | 'session'>;
  readonly verify: VerifyAccessToken;
  readonly clock: Clock;
}): TokenReader => ({
  identityOf: async (token: string): Promise<Identity | undefined> => {
    try {
      return await verify(token);
    } catch (error) {
      if (isAppError(error, 'unauthenticated')) return undefined;
      throw error;
    }
  },

  sessionOf: async (token: string): Promise<Session | undefined> => {
    const parts = decodeRefreshToken(token);
    if (parts === undefined) return undefined;
    const [user, session] = await Promise.all([
      store.user(parts.userId),
      store.session({ userId: parts.userId, id: parts.sessionId }),
    ]);
    const at = clock.now();
    if (!isAlive(session, user, at)) return undefined;
    return judge(session, hashesOf(parts), at) === 'current' ? session : undefined;
  },
});
