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

const own = <R extends RequestSchemas>(
  id: string,
  method: Method,
  path: string,
  summary: string,
  request: R,
  responses: RouteContract['responses'],
  {
    problems = [],
    ...rest
  }: Pick<RouteContract, 'requestHeaders' | 'responseHeaders' | 'problems'> = {},
) =>
  defineRoute({
    ...rest,
    id: `auth.${id}`,
    service: 'auth',
    method,
    path: `/users/me${path}`,
    summary,
    auth: anyUser,
    bodyLimit,
    ...(asksForPassword(request) ? { hashing: true } : {}),
    problems: [...(asksForPassword(request) ? refusedProofs : []), ...problems],
    request,
    responses,
  });

export const changeProfile = own(
  'change-profile',
  'PATCH',
  '',
  'Change the name, or ask for another address: it counts once the mail sent there is confirmed',
  {
    body: strict({
      name: Type.Optional(PersonName),
      email: Type.Optional(Email),
      password: Type.Optional(Password),
      otp: Type.Optional(Otp),
    }),
  },
  { 200: Profile },
  { requestHeaders: { 'If-Match': 'optional' }, responseHeaders: ['ETag'] },
);

export const changePassword = own(
  'change-password',
  'POST',
  '/password',
  'Choose a new password; every session ends',
  {
    body: strict({
      currentPassword: Password,
      newPassword: Password,
      otp: Type.Optional(Otp),
    }),
  },
  { 204: null },
  { problems: ['password-rejected'] },
);

export const enrolMfa = own(
  'enrol-mfa',
  'POST',
  '/mfa',
  'Begin to use one-time codes: the secret and the recovery codes are shown this once',
  { body: strict(stepUp) },
  {
    200: strict({
      otpauthUri: Type.String(),
      secret: Type.String(),
      recoveryCodes: Type.Array(Type.String()),
    }),
  },
  { problems: ['already-exists'] },
);

export const confirmMfa = own(
  'confirm-mfa',
  'POST',
  '/mfa/confirm',
  'The first code turns MFA on',
  { body: strict({ otp: Otp }) },
  { 204: null },
  { problems: ['invalid-credentials', 'invalid-state'] },
);

export const disableMfa = own(
  'disable-mfa',
  'DELETE',
  '/mfa',
  'Stop using one-time codes',
  { body: strict(stepUp) },
  { 204: null },
  { problems: ['password-rejected'] },
);

export const listSessions = own(
  'list-sessions',
  'GET',
  '/sessions',
  'Where the caller is logged in, newest login first',
  { query: listQuery({}) },
  {
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
);

export const endSession = own(
  'end-session',
  'DELETE',
  '/sessions/{id}',
  'Log out one session',
  { params: byId('Of the session.', 'ses_0198f3a27c417d5e9b1a4f6e2c8d0a11') },
  { 204: null },
);

export const requestDeletion = own(
  'request-deletion',
  'POST',
  '/deletion',
  'Delete the account: personal data is erased in every service, orders keep what the law asks for',
  { body: strict(stepUp) },
  { 202: strict({ status: Type.Literal('accepted') }) },
);
