// The caller's own account: /users/me.
import { Type } from 'typebox';
import { strict } from '../../schemas.ts';
import {
  anyUser,
  defineRoute,
  type Method,
  type RequestSchemas,
  type RouteContract,
  serviceWith,
} from '../route.ts';
import { byId, listOf, listQuery } from '../shapes.ts';
import { bodyLimit, Email, Otp, Password, PersonName } from './auth.ts';

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
  auth: anyUser,
  responseHeaders: ['ETag'],
  request: {},
  responses: { 200: Profile },
});

export const FoundUsers = strict({ items: Type.Array(strict({ id: Type.String() })) });

export const findUser = defineRoute({
  id: 'auth.find-user',
  service: 'auth',
  method: 'GET',
  path: '/users',
  summary: 'Whose an e-mail address is, for the service that takes orders; nobody is an empty list',
  auth: serviceWith('users:find'),
  request: {
    query: strict({ email: Type.String({ maxLength: 254, description: 'Of the account.' }) }),
  },
  responses: { 200: FoundUsers },
});

/** Asked again before anything that could lock the owner out: the password, and a code where MFA is on. */
const stepUp = { password: Password, otp: Type.Optional(Otp) };

const asksForPassword = ({ body }: RequestSchemas): boolean => {
  const members = (body as { properties?: object } | undefined)?.properties ?? {};
  return 'password' in members || 'currentPassword' in members;
};

/** What a wrong proof is told, and one that another change has overtaken. */
const refusedProofs = ['invalid-credentials', 'otp-required', 'invalid-state'] as const;

interface Own<R extends RequestSchemas>
  extends Pick<RouteContract, 'responses' | 'requestHeaders' | 'responseHeaders' | 'problems'> {
  readonly id: string;
  readonly method: Method;
  /** Below the account. */
  readonly path: string;
  readonly summary: string;
  readonly request: R;
}

/** A route below the caller's own account. */
export const own = <R extends RequestSchemas>({ id, path, problems = [], ...rest }: Own<R>) =>
  defineRoute({
    ...rest,
    id: `auth.${id}`,
    service: 'auth',
    path: `/users/me${path}`,
    auth: anyUser,
    bodyLimit,
    ...(asksForPassword(rest.request) ? { hashing: true } : {}),
    problems: [...(asksForPassword(rest.request) ? refusedProofs : []), ...problems],
  });

export const changeProfile = own({
  id: 'change-profile',
  method: 'PATCH',
  path: '',
  summary:
    'Change the name, or ask for another address: it counts once the mail sent there is confirmed',
  request: {
    body: strict({
      name: Type.Optional(PersonName),
      email: Type.Optional(Email),
      password: Type.Optional(Password),
      otp: Type.Optional(Otp),
    }),
  },
  responses: { 200: Profile },
  requestHeaders: { 'If-Match': 'optional' },
  responseHeaders: ['ETag'],
});

export const changePassword = own({
  id: 'change-password',
  method: 'POST',
  path: '/password',
  summary: 'Choose a new password; every session ends',
  request: {
    body: strict({
      currentPassword: Password,
      newPassword: Password,
      otp: Type.Optional(Otp),
    }),
  },
  responses: { 204: null },
  problems: ['password-rejected'],
});

export const enrolMfa = own({
  id: 'enrol-mfa',
  method: 'POST',
  path: '/mfa',
  summary: 'Begin to use one-time codes: the secret and the recovery codes are shown this once',
  request: { body: strict(stepUp) },
  responses: {
    200: strict({
      otpauthUri: Type.String(),
      secret: Type.String(),
      recoveryCodes: Type.Array(Type.String()),
    }),
  },
  problems: ['already-exists'],
});

export const confirmMfa = own({
  id: 'confirm-mfa',
  method: 'POST',
  path: '/mfa/confirm',
  summary: 'The first code turns MFA on',
  request: { body: strict({ otp: Otp }) },
  responses: { 204: null },
  problems: ['invalid-credentials', 'invalid-state'],
});

export const disableMfa = own({
  id: 'disable-mfa',
  method: 'DELETE',
  path: '/mfa',
  summary: 'Stop using one-time codes',
  request: { body: strict(stepUp) },
  responses: { 204: null },
  problems: ['password-rejected'],
});

export const listSessions = own({
  id: 'list-sessions',
  method: 'GET',
  path: '/sessions',
  summary: 'Where the caller is logged in, newest login first',
  request: { query: listQuery({}) },
  responses: {
    200: listOf(
      strict({
        id: Type.String(),
        createdAt: Type.String(),
        lastUsedAt: Type.String(),
        userAgent: Type.String(),
        current: Type.Boolean(),
      }),
    ),
  },
});

export const endSession = own({
  id: 'end-session',
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'Log out one session',
  request: { params: byId('Of the session.', 'ses_0198f3a27c417d5e9b1a4f6e2c8d0a11') },
  responses: { 204: null },
});

export const requestDeletion = own({
  id: 'request-deletion',
  method: 'POST',
  path: '/deletion',
  summary:
    'Delete the account: personal data is erased in every service, orders keep what the law asks for',
  request: { body: strict(stepUp) },
  responses: { 202: strict({ status: Type.Literal('accepted') }) },
});
