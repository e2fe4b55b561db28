// Users and OAuth clients as administrators manage them: /admin.
import { type Static, Type } from 'typebox';
import { line, strict } from '../../schemas.ts';
import {
  admin,
  defineRoute,
  type Method,
  type RequestSchemas,
  type RouteContract,
} from '../route.ts';
import { byId, listOf, listQuery } from '../shapes.ts';
import { bodyLimit } from './auth.ts';

const managed = <R extends RequestSchemas>(
  id: string,
  method: Method,
  path: string,
  summary: string,
  request: R,
  responses: RouteContract['responses'],
  more: Pick<RouteContract, 'responseHeaders' | 'problems'> = {},
) =>
  defineRoute({
    ...more,
    id: `auth.${id}`,
    service: 'auth',
    method,
    path: `/admin${path}`,
    summary,
    auth: admin,
    bodyLimit,
    request,
    responses,
  });

const user = { params: byId('Of the user.', 'usr_0198f3a27c417d5e9b1a4f6e2c8d0a11') };
const client = { params: byId('Of the client.', 'cli_0198f3a27c417d5e9b1a4f6e2c8d0a11') };

export const ManagedUser = strict({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  status: Type.Enum(['pending', 'active', 'disabled', 'deleted']),
  mfaEnabled: Type.Boolean(),
  createdAt: Type.String(),
});

const Roles = Type.Array(Type.Enum(['customer', 'admin', 'support', 'fulfilment']), {
  minItems: 1,
  maxItems: 4,
  uniqueItems: true,
});

export const listUsers = managed(
  'list-users',
  'GET',
  '/users',
  'Accounts, newest first, or the one with an address',
  {
    query: listQuery({
      email: Type.Optional(Type.String({ maxLength: 254, description: 'Of the one account.' })),
    }),
  },
  { 200: listOf(ManagedUser) },
);

export const setRoles = managed(
  'set-roles',
  'PUT',
  '/users/{id}/roles',
  'What a person may do; their sessions end',
  { ...user, body: strict({ roles: Roles }) },
  { 200: ManagedUser },
  { responseHeaders: ['ETag'], problems: ['invalid-state'] },
);

export const disableUser = managed(
  'disable-user',
  'POST',
  '/users/{id}/disable',
  'Close an account and end its sessions',
  user,
  { 200: ManagedUser },
  { responseHeaders: ['ETag'], problems: ['invalid-state'] },
);

export const enableUser = managed(
  'enable-user',
  'POST',
  '/users/{id}/enable',
  'Open a closed account again',
  user,
  { 200: ManagedUser },
  { responseHeaders: ['ETag'], problems: ['invalid-state'] },
);

const Scopes = Type.Array(
  Type.Enum(['inventory:read', 'inventory:write', 'orders:fulfil', 'webhooks:manage']),
  { minItems: 1, maxItems: 4, uniqueItems: true },
);

export const ClientWithSecret = strict({
  clientId: Type.String(),
  clientSecret: Type.String(),
  scopes: Type.Array(Type.String()),
});
export type ClientWithSecret = Static<typeof ClientWithSecret>;

export const registerClient = managed(
  'register-client',
  'POST',
  '/clients',
  'Register an OAuth client; its secret is shown this once',
  {
    body: strict({
      name: line(100),
      scopes: Scopes,
    }),
  },
  { 201: ClientWithSecret },
);

export const rotateClientSecret = managed(
  'rotate-client-secret',
  'POST',
  '/clients/{id}/secret',
  'A new secret for a client; the one before it stays good for a day',
  client,
  { 200: ClientWithSecret },
  { problems: ['invalid-state'] },
);

export const removeClient = managed(
  'remove-client',
  'DELETE',
  '/clients/{id}',
  'Remove a client; its tokens die within a minute',
  client,
  { 204: null },
);
