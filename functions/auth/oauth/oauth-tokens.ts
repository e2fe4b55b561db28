// What becomes of tokens: revocation (RFC 7009) and introspection (RFC 7662).

import { oauthIntrospect, oauthRevoke } from '../../../events/http/auth/oauth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import type { Identity } from '../../../platform/tokens/access-token.ts';
import { audit } from '../audit.ts';
import { isAlive, judge, type Session } from '../domain/session.ts';
import { decodeRefreshToken, hashesOf } from '../secret-token.ts';
import type { AuthServices } from '../services.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { writes } from '../store.ts';
import {
  authenticateClient,
  clientIdOf,
  credentialsOf,
  recordingRefusals,
} from './client-authentication.ts';
import { oauthRefusal } from './oauth-refusal.ts';

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

const inactive = { active: false };

const describe = (identity: Identity, issuer: string) => ({
  active: true,
  iss: issuer,
  sub: identity.subject,
  client_id: identity.clientId,
  token_type: 'Bearer',
  scope: identity.scopes.join(' '),
  iat: identity.issuedAt,
  exp: identity.expiresAt,
  jti: identity.tokenId,
});

export const oauthTokenEndpoints = (services: AuthServices, sessions: Sessions): Endpoint[] => {
  const { store, commit, verify, issuer, clock } = services;
  const refusal = { refusal: oauthRefusal };

  const identityOf = async (token: string): Promise<Identity | undefined> => {
    try {
      return await verify(token);
    } catch (error) {
      if (isAppError(error, 'unauthenticated')) return undefined;
      throw error;
    }
  };

  /** The living session of a refresh token that is good now. */
  const sessionOf = async (token: string): Promise<Session | undefined> => {
    const parts = decodeRefreshToken(token);
    if (parts === undefined) return undefined;
    const [user, session] = await Promise.all([
      store.user(parts.userId),
      store.session({ userId: parts.userId, id: parts.sessionId }),
    ]);
    const at = clock.now();
    if (!isAlive(session, user, at)) return undefined;
    return judge(session, hashesOf(parts), at) === 'current' ? session : undefined;
  };

  /** A user's token ends its session; a client's is remembered as void until it expires. */
  const revocationOf = async (token: string, clientId: string) => {
    const session = await sessionOf(token);
    if (session !== undefined) return session.clientId === clientId ? { session } : undefined;
    const identity = await identityOf(token);
    if (identity?.clientId !== clientId) return undefined;
    return identity.session === undefined
      ? { identity }
      : { session: { userId: identity.subject, id: identity.session } };
  };

  return [
    endpoint(
      oauthRevoke,
      recordingRefusals(async (request) => {
        const { body, causation, log } = request;
        const credentials = credentialsOf(request.header('authorization'), body);
        const clientId = await clientIdOf(services, credentials);
        const revocation = await revocationOf(body.token, clientId);
        if (revocation?.session !== undefined) {
          await sessions.end(revocation.session, causation);
          audit(log, 'session-revoked', { actor: clientId, session: revocation.session.id });
        }
        if (revocation?.identity !== undefined) {
          const { tokenId, expiresAt, subject } = revocation.identity;
          const write = writes.revokeToken(tokenId, expiresAt);
          await commit({ pk: `CLIENT#${clientId}`, writes: [write], causation });
          audit(log, 'token-revoked', { actor: clientId, target: subject });
        }
        return { status: 200, headers: noStore };
      }),
      refusal,
    ),

    endpoint(
      oauthIntrospect,
      recordingRefusals(async (request) => {
        const { body } = request;
        const credentials = credentialsOf(request.header('authorization'), body);
        await authenticateClient(services, credentials);
        const session = await sessionOf(body.token);
        if (session !== undefined) {
          const { userId: sub, clientId: client_id } = session;
          return { status: 200, headers: noStore, body: { active: true, sub, client_id } };
        }
        const identity = await identityOf(body.token);
        const answer = identity === undefined ? inactive : describe(identity, issuer);
        return { status: 200, headers: noStore, body: answer };
      }),
      refusal,
    ),
  ];
};
