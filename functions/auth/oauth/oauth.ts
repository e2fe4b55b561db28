// The OAuth 2.0 endpoints: tokens for clients (RFC 6749).

import { oauthToken } from '../../../events/http/auth/oauth.ts';
import {
  type Endpoint,
  endpoint,
  type Reply,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { audit } from '../audit.ts';
import { grantedScopes, subjectOf } from '../domain/client.ts';
import type { AuthServices } from '../services.ts';
import { accessTokenLifetime } from '../sessions/access-tokens.ts';
import type { Sessions } from '../sessions/sessions.ts';
import {
  authenticateClient,
  clientIdOf,
  credentialsOf,
  recordingRefusals,
} from './client-authentication.ts';
import { oauthRefusal } from './oauth-refusal.ts';

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

type TokenRequest = Request<typeof oauthToken>;

export const oauthEndpoints = (services: AuthServices, sessions: Sessions): Endpoint[] => {
  const credentials = (request: TokenRequest) =>
    credentialsOf(request.header('authorization'), request.body);

  const clientCredentials = async (request: TokenRequest): Promise<Reply> => {
    const client = await authenticateClient(services, credentials(request));
    const scopes = grantedScopes(client, request.body.scope);
    if (scopes === undefined) throw new AppError('invalid-scope');
    const access_token = await services.issue({
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

  const refreshToken = async (request: TokenRequest): Promise<Reply> => {
    const { body, causation, arrivedAt, log, sourceIp } = request;
    const clientId = await clientIdOf(services, credentials(request));
    if (body.refresh_token === undefined) {
      throw new AppError('malformed-request', { detail: 'refresh_token is required.' });
    }
    const { tokens } = await sessions.refresh(body.refresh_token, {
      clientId,
      causation,
      arrivedAt,
      reused: ({ userId, id }) =>
        audit(log, 'refresh-token-reused', { target: userId, session: id, sourceIp }),
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

  const grants: Readonly<Record<string, (request: TokenRequest) => Promise<Reply>>> = {
    client_credentials: clientCredentials,
    refresh_token: refreshToken,
  };

  return [
    endpoint(
      oauthToken,
      recordingRefusals(async (request) => {
        const { grant_type: type } = request.body;
        const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
        if (grant === undefined) throw new AppError('unsupported-grant-type');
        return grant(request);
      }),
      { refusal: oauthRefusal },
    ),
  ];
};
