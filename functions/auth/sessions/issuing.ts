// The tokens a client is given for a session.
import type { User } from '../domain/user.ts';
import { accessTokenLifetime, type IssueAccessToken } from './access-tokens.ts';
import { encodeRefreshToken, type RefreshTokenParts } from './refresh-token.ts';

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

export type IssueTokens = (
  user: User,
  clientId: string,
  parts: RefreshTokenParts,
) => Promise<IssuedTokens>;

export const createIssuing =
  (issue: IssueAccessToken): IssueTokens =>
  async (user, clientId, parts) => ({
    accessToken: await issue({
      subject: user.id,
      clientId,
      roles: user.roles,
      scopes: [],
      session: parts.sessionId,
    }),
    refreshToken: encodeRefreshToken(parts),
    tokenType: 'Bearer',
    expiresIn: accessTokenLifetime,
  });
