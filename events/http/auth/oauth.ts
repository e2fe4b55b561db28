// The OAuth 2.0 endpoints, in the snake_case of their RFCs: /oauth.
import { type TProperties, type TSchema, Type } from 'typebox';
import { Opaque, strict } from '../../schemas.ts';
import { defineRoute } from '../route.ts';
import { bodyLimit } from './auth.ts';

const FormValue = Type.String({ minLength: 1, maxLength: 2048 });

const oauth = <P extends TProperties>(
  operation: string,
  summary: string,
  properties: P,
  response: TSchema | null,
) =>
  defineRoute({
    id: `auth.oauth-${operation}`,
    service: 'auth',
    method: 'POST',
    path: `/oauth/${operation}`,
    summary,
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    notes:
      'Errors are those of RFC 6749, section 5.2. The gateway hands on the challenge of a 401 as `x-amzn-Remapped-WWW-Authenticate` instead of `WWW-Authenticate`: a client that uses HTTP Basic should send its credentials with the first request.',
    auth: { kind: 'client' },
    bodyLimit,
    accepts: 'application/x-www-form-urlencoded',
    request: {
      // Not strict: RFC 6749 asks servers to ignore parameters they do not know.
      body: Type.Object({
        client_id: Type.Optional(Opaque),
        client_secret: Type.Optional(Opaque),
        ...properties,
      }),
    },
    responses: { 200: response },
  });

export const oauthToken = oauth(
  'token',
  'A token for a client (client_credentials), or the next one of a session (refresh_token)',
  {
    grant_type: FormValue,
    scope: Type.Optional(Type.String({ maxLength: 500 })),
    refresh_token: Type.Optional(Opaque),
  },
  strict({
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer(),
    scope: Type.Optional(Type.String()),
    refresh_token: Type.Optional(Type.String()),
  }),
);

const token = {
  token: Opaque,
  token_type_hint: Type.Optional(FormValue),
};

export const oauthRevoke = oauth(
  'revoke',
  'End the session or the token of a client (RFC 7009); an unknown token is no error',
  token,
  null,
);

export const oauthIntrospect = oauth(
  'introspect',
  'What a token is good for (RFC 7662)',
  token,
  Type.Object({ active: Type.Boolean() }),
);
