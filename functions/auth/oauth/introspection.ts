// Introspection of tokens over HTTP (RFC 7662).
import { oauthIntrospect } from '../../../events/http/auth/oauth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import {
  type Authenticating,
  authenticateClient,
  credentialsOf,
  recordingRefusals,
} from './client-authentication.ts';
import { noStore, oauthRefusal } from './oauth-refusal.ts';
import type { TokenReader } from './token-reader.ts';

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

export const introspectionEndpoints = ({
  tokens,
  issuer,
  ...services
}: Authenticating & { readonly tokens: TokenReader; readonly issuer: string }): Endpoint[] => [
  endpoint(
    oauthIntrospect,
    recordingRefusals(async ({ header, body }) => {
      await authenticateClient(services, credentialsOf(header('authorization'), body));
      const session = await tokens.sessionOf(body.token);
      if (session !== undefined) {
        const { userId: sub, clientId: client_id } = session;
        return { status: 200, headers: noStore, body: { active: true, sub, client_id } };
      }
      const identity = await tokens.identityOf(body.token);
      const answer = identity === undefined ? inactive : describe(identity, issuer);
      return { status: 200, headers: noStore, body: answer };
    }),
    { refusal: oauthRefusal },
  ),
];
