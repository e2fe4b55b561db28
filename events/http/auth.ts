// Accounts and tokens: /users, /auth and the well-known documents.
import { type TProperties, type TSchema, Type } from 'typebox';
import { strict } from '../schemas.ts';
import { customer, defineRoute, open } from './route.ts';

const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$',
});
const Password = Type.String({ minLength: 1, maxLength: 1024 });
const MailToken = Type.String({ pattern: '^[A-Za-z0-9_-]{20,100}$' });
const RefreshToken = Type.String({ minLength: 1, maxLength: 200 });
/** Register, login and reset are small: https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/ */
const bodyLimit = 8 * 1024;

const Accepted = strict({ status: Type.Literal('accepted') });

export const Tokens = strict({
  accessToken: Type.String(),
  refreshToken: Type.String(),
  tokenType: Type.Literal('Bearer'),
  expiresIn: Type.Integer(),
});

export const register = defineRoute({
  id: 'auth.register',
  service: 'auth',
  method: 'POST',
  path: '/users',
  summary: 'Register; the answer never tells whether the address is known',
  auth: open,
  bodyLimit,
  request: {
    body: strict({
      email: Email,
      password: Password,
      name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    }),
  },
  responses: { 202: Accepted },
});

export const verifyEmail = defineRoute({
  id: 'auth.verify-email',
  service: 'auth',
  method: 'POST',
  path: '/users/verification',
  summary: 'Confirm the address with the token from the mail',
  auth: open,
  bodyLimit,
  request: { body: strict({ token: MailToken }) },
  responses: { 204: null },
});

export const login = defineRoute({
  id: 'auth.login',
  service: 'auth',
  method: 'POST',
  path: '/auth/login',
  summary: 'Log in with e-mail and password, and the one-time code where MFA is on',
  auth: open,
  bodyLimit,
  request: {
    body: strict({
      email: Email,
      password: Password,
      otp: Type.Optional(Type.String({ minLength: 6, maxLength: 20 })),
    }),
  },
  responses: { 200: Tokens },
});

export const refresh = defineRoute({
  id: 'auth.refresh',
  service: 'auth',
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Rotate the refresh token',
  auth: open,
  bodyLimit,
  request: { body: strict({ refreshToken: RefreshToken }) },
  responses: { 200: Tokens },
});

export const logout = defineRoute({
  id: 'auth.logout',
  service: 'auth',
  method: 'POST',
  path: '/auth/logout',
  summary: 'End the session of this token',
  auth: customer,
  bodyLimit,
  request: {},
  responses: { 204: null },
});

export const Profile = strict({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  emailVerified: Type.Boolean(),
  mfaEnabled: Type.Boolean(),
  createdAt: Type.String(),
});

export const readProfile = defineRoute({
  id: 'auth.read-profile',
  service: 'auth',
  method: 'GET',
  path: '/users/me',
  summary: 'The profile of the caller',
  auth: customer,
  request: {},
  responses: { 200: Profile },
});

const document = (id: string, path: string, summary: string) =>
  defineRoute({
    id,
    service: 'auth',
    method: 'GET',
    path,
    summary,
    auth: open,
    request: {},
    responses: { 200: Type.Unknown() },
  });

export const jwks = document('auth.jwks', '/.well-known/jwks.json', 'Public signing keys');
export const openidConfiguration = document(
  'auth.openid-configuration',
  '/.well-known/openid-configuration',
  'Discovery document',
);
export const authorizationServer = document(
  'auth.authorization-server',
  '/.well-known/oauth-authorization-server',
  'Authorization server metadata (RFC 8414)',
);

const form = 'application/x-www-form-urlencoded';
const FormValue = Type.String({ minLength: 1, maxLength: 2048 });
/** RFC 6749 asks servers to ignore parameters they do not know. */
const credentials = {
  client_id: Type.Optional(FormValue),
  client_secret: Type.Optional(FormValue),
};

const oauth = <P extends TProperties>(
  id: string,
  path: string,
  summary: string,
  properties: P,
  response: TSchema,
) =>
  defineRoute({
    id,
    service: 'auth',
    method: 'POST',
    path,
    summary,
    auth: { kind: 'client' },
    bodyLimit,
    accepts: form,
    request: { body: Type.Object({ ...credentials, ...properties }) },
    responses: { 200: response },
  });

export const oauthToken = oauth(
  'auth.oauth-token',
  '/oauth/token',
  'A token for a client (client_credentials), or the next one of a session (refresh_token)',
  {
    grant_type: FormValue,
    scope: Type.Optional(Type.String({ maxLength: 500 })),
    refresh_token: Type.Optional(RefreshToken),
  },
  strict({
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer(),
    scope: Type.Optional(Type.String()),
    refresh_token: Type.Optional(Type.String()),
  }),
);
