// A session carried on through OAuth: RFC 6749 section 6.
import type { oauthToken } from '../../../events/http/auth/oauth.ts';
import type { Reply, Request } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { logSecurityEvent } from '../audit.ts';
import type { Refresh } from '../sessions/refreshing.ts';
import { type Authenticating, clientIdOf, credentialsOf } from './client-authentication.ts';
import { noStore } from './oauth-refusal.ts';

export const refreshGrant =
  ({ refresh, ...services }: Authenticating & { readonly refresh: Refresh }) =>
  async (request: Request<typeof oauthToken>): Promise<Reply> => {
    const { body, header, causation, arrivedAt, log, sourceIp } = request;
    const clientId = await clientIdOf(services, credentialsOf(header('authorization'), body));
    if (body.refresh_token === undefined) {
      throw new AppError('malformed-request', { detail: 'refresh_token is required.' });
    }
    const tokens = await refresh(body.refresh_token, {
      clientId,
      causation,
      arrivedAt,
      reused: ({ userId, id }) =>
        logSecurityEvent(log, 'refresh-token-reused', { target: userId, session: id, sourceIp }),
    });
    return {
      status: 200,
      headers: noStore,
      body: {
        access_token: tokens.accessToken,
        token_type: tokens.tokenType,
        expires_in: tokens.expiresIn,
        refresh_token: tokens.refreshToken,
      },
    };
  };
