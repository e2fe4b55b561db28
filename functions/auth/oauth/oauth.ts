// The OAuth 2.0 token endpoint (RFC 6749).
import { oauthToken } from '../../../events/http/auth/oauth.ts';
import {
  type Endpoint,
  endpoint,
  type Reply,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { recordingRefusals } from './client-authentication.ts';
import { clientCredentialsGrant } from './client-credentials.ts';
import { oauthRefusal } from './oauth-refusal.ts';
import { refreshGrant } from './refresh-grant.ts';

type Grant = (request: Request<typeof oauthToken>) => Promise<Reply>;

type Parts = Parameters<typeof clientCredentialsGrant>[0] & Parameters<typeof refreshGrant>[0];

export const oauthTokenEndpoints = (parts: Parts): Endpoint[] => {
  const grants: Readonly<Record<string, Grant>> = {
    client_credentials: clientCredentialsGrant(parts),
    refresh_token: refreshGrant(parts),
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
