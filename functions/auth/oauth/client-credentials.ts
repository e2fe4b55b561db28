// A token for a client that acts for itself: RFC 6749 section 4.4.
import type { oauthToken } from '../../../events/http/auth/oauth.ts';
import type { Reply, Request } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { grantedScopes, subjectOf } from '../domain/client.ts';
import { accessTokenLifetime, type IssueAccessToken } from '../sessions/access-tokens.ts';
import { type Authenticating, authenticateClient, credentialsOf } from './client-authentication.ts';
import { noStore } from './oauth-refusal.ts';

export const clientCredentialsGrant =
  ({ issue, ...services }: Authenticating & { readonly issue: IssueAccessToken }) =>
  async ({ header, body }: Request<typeof oauthToken>): Promise<Reply> => {
    const credentials = credentialsOf(header('authorization'), body);
    const client = await authenticateClient(services, credentials);
    const scopes = grantedScopes(client, body.scope);
    if (scopes === undefined) throw new AppError('invalid-scope');
    const access_token = await issue({
      subject: subjectOf(client.id),
      clientId: client.id,
      roles: [],
      scopes,
    });
    return {
      status: 200,
      headers: noStore,
      body: {
        access_token,
        token_type: 'Bearer',
        expires_in: accessTokenLifetime,
        scope: scopes.join(' '),
      },
    };
  };
