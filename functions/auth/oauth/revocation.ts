// Revocation of tokens over HTTP (RFC 7009).
import { oauthRevoke } from '../../../events/http/auth/oauth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { logSecurityEvent } from '../audit.ts';
import {
  type Authenticating,
  clientIdOf,
  credentialsOf,
  recordingRefusals,
} from './client-authentication.ts';
import { noStore, oauthRefusal } from './oauth-refusal.ts';
import { createRevoke } from './revoking.ts';

export const revocationEndpoints = (
  parts: Authenticating & Parameters<typeof createRevoke>[0],
): Endpoint[] => {
  const revoke = createRevoke(parts);
  return [
    endpoint(
      oauthRevoke,
      recordingRefusals(async ({ header, body, causation, log }) => {
        const clientId = await clientIdOf(parts, credentialsOf(header('authorization'), body));
        const { session, identity } = await revoke(body.token, clientId, causation);
        if (session !== undefined) {
          logSecurityEvent(log, 'session-revoked', { actor: clientId, session: session.id });
        }
        if (identity !== undefined) {
          logSecurityEvent(log, 'token-revoked', { actor: clientId, target: identity.subject });
        }
        return { status: 200, headers: noStore };
      }),
      { refusal: oauthRefusal },
    ),
  ];
};
