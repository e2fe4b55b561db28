// The caller's own account: /users/me.
import { Type } from 'typebox';
import { strict } from '../../schemas.ts';
import { anyUser, defineRoute, type Method, type RequestSchemas, serviceWith } from '../route.ts';
import { listOf, listQuery } from '../shapes.ts';
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
  request: { query: strict({ email: Type.String({ maxLength: 254 }) }) },
  responses: { 200: FoundUsers },
});

/** Asked again before anything that could lock the owner out: the password, and a code where MFA is on. */
const stepUp = { password: Password, otp: Type.Optional(Otp) };

const asksForPassword = ({ body }: RequestSchemas): boolean => {
  const members = (body as { properties?: object } | undefined)?.properties ?? {};
  return 'password' in members || 'currentPassword' in members;
};

const own = <R extends RequestSchemas>(
  id: string,
  method: Method,
  path: string,
  summary: string,
  request: R,
  responses: Parameters<typeof defineRoute<R>>[0]['responses'],
) =>
  defineRoute({
    id: `auth.${id}`,
    service: 'auth',
    method,
    path: `/users/me${path}`,
    summary,
    auth: anyUser,
    bodyLimit,
    ...(asksForPassword(request) ? { hashing: true } : {}),
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
);

export const confirmMfa = own(
  'confirm-mfa',
  'POST',
  '/mfa/confirm',
  'The first code turns MFA on',
  { body: strict({ otp: Otp }) },
  { 204: null },
);

export const disableMfa = own(
  'disable-mfa',
  'DELETE',
  '/mfa',
  'Stop using one-time codes',
  { body: strict(stepUp) },
  { 204: null },
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
  { params: strict({ id: Type.String({ maxLength: 100 }) }) },
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
