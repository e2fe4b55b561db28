// Accounts and tokens: /users, /auth and the well-known documents.
import { Type } from 'typebox';
import { email } from '../../patterns.ts';
import { line, Opaque, strict } from '../../schemas.ts';
import { anyUser, defineRoute, open, type RouteContract } from '../route.ts';

/** A domain in letters of its language is kept in Punycode. */
export const Email = Type.String({ minLength: 3, maxLength: 254, pattern: email });
export const Password = Type.String({ minLength: 1, maxLength: 1024 });
/** Six digits, or a recovery code. */
export const Otp = Type.String({ minLength: 6, maxLength: 20 });
export const PersonName = line(100);
/** Bodies are small: https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/ */
export const bodyLimit = 8 * 1024;

const Accepted = strict({ status: Type.Literal('accepted') });

const tokens = {
  accessToken: Type.String(),
  refreshToken: Type.String(),
  tokenType: Type.Literal('Bearer'),
  expiresIn: Type.Integer(),
};

export const Tokens = strict(tokens);

/** To be sent with the next login: wrong passwords of strangers do not make a known device wait. Without it, the network is what is known. */
const DeviceToken = Opaque;

export const LoginTokens = strict({ ...tokens, deviceToken: DeviceToken });

export const register = defineRoute({
  id: 'auth.register',
  service: 'auth',
  method: 'POST',
  path: '/users',
  summary: 'Register; the answer never tells whether the address is known',
  auth: open,
  bodyLimit,
  hashing: true,
  request: {
    body: strict({
      email: Email,
      password: Password,
      name: PersonName,
    }),
  },
  problems: ['password-rejected'],
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
  problems: ['invalid-token'],
  request: { body: strict({ token: Opaque }) },
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
  hashing: true,
  request: {
    body: strict({
      email: Email,
      password: Password,
      otp: Type.Optional(Otp),
      deviceToken: Type.Optional(DeviceToken),
    }),
  },
  problems: ['invalid-credentials', 'otp-required', 'email-not-verified'],
  responses: { 200: LoginTokens },
});

export const refresh = defineRoute({
  id: 'auth.refresh',
  service: 'auth',
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Rotate the refresh token',
  auth: open,
  bodyLimit,
  problems: ['invalid-refresh-token'],
  request: { body: strict({ refreshToken: Opaque }) },
  responses: { 200: Tokens },
});

export const logout = defineRoute({
  id: 'auth.logout',
  service: 'auth',
  method: 'POST',
  path: '/auth/logout',
  summary: 'End the session of this token',
  auth: anyUser,
  bodyLimit,
  request: {},
  responses: { 204: null },
});

export const requestPasswordReset = defineRoute({
  id: 'auth.request-password-reset',
  service: 'auth',
  method: 'POST',
  path: '/auth/password-reset',
  summary:
    'Have a link sent to choose a new password; the answer never tells whether the address is known',
  auth: open,
  bodyLimit,
  request: { body: strict({ email: Email }) },
  responses: { 202: Accepted },
});

export const confirmPasswordReset = defineRoute({
  id: 'auth.confirm-password-reset',
  service: 'auth',
  method: 'POST',
  path: '/auth/password-reset/confirm',
  summary: 'Choose a new password with the token from the mail; every session ends',
  auth: open,
  bodyLimit,
  hashing: true,
  problems: ['invalid-token', 'password-rejected'],
  request: { body: strict({ token: Opaque, password: Password }) },
  responses: { 204: null },
});

const document = (id: string, path: string, summary: string, more: Partial<RouteContract> = {}) =>
  defineRoute({
    ...more,
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
  'The metadata of the authorization server by the name that OpenID providers have for it',
  {
    notes:
      'Nobody is given an ID token here, so this is no OpenID provider. https://www.rfc-editor.org/rfc/rfc8414#section-5',
    deprecated: {
      since: '2026-12-01',
      sunset: '2027-12-01',
      successor: '/v1/.well-known/oauth-authorization-server',
    },
  },
);
export const authorizationServer = document(
  'auth.authorization-server',
  '/.well-known/oauth-authorization-server',
  'Authorization server metadata (RFC 8414)',
);
