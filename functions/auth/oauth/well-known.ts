// The well-known documents: public keys, and how to talk to this issuer (RFC 8414, OpenID Connect Discovery).
import { authorizationServer, jwks, openidConfiguration } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';

/** Verifiers keep keys for 10 minutes; a key is published 15 minutes before it signs. */
const keysAreFresh = { 'cache-control': 'public, max-age=300' };

const metadataOf = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  token_endpoint: `${issuer}/oauth/token`,
  revocation_endpoint: `${issuer}/oauth/revoke`,
  introspection_endpoint: `${issuer}/oauth/introspect`,
  scopes_supported: ['inventory:read', 'inventory:write', 'orders:fulfil', 'webhooks:manage'],
  grant_types_supported: ['client_credentials', 'refresh_token'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
});

export const wellKnownEndpoints = ({
  keys,
  issuer,
}: {
  readonly keys: Pick<SigningKeys, 'published'>;
  readonly issuer: string;
}): Endpoint[] => {
  const metadata = { status: 200, headers: keysAreFresh, body: metadataOf(issuer) };
  const openid = {
    ...metadata,
    body: {
      ...metadata.body,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    },
  };
  return [
    endpoint(jwks, async () => ({
      status: 200,
      headers: keysAreFresh,
      body: await keys.published(),
    })),
    endpoint(openidConfiguration, () => openid),
    endpoint(authorizationServer, () => metadata),
  ];
};
