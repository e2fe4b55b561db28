// Users and OAuth clients as administrators manage them: /admin.
import { type Static, Type } from 'typebox';
import { Day, line, strict } from '../../schemas.ts';
import {
  admin,
  defineRoute,
  type Method,
  type RequestSchemas,
  type RouteContract,
} from '../route.ts';
import { byId, listOf, listQuery } from '../shapes.ts';
import { bodyLimit } from './auth.ts';

interface Managed<R extends RequestSchemas>
  extends Pick<RouteContract, 'responses' | 'requestHeaders' | 'responseHeaders' | 'problems'> {
  readonly id: string;
  readonly method: Method;
  /** Below `/admin`. */
  readonly path: string;
  readonly summary: string;
  readonly request: R;
}

const managed = <R extends RequestSchemas>({ id, path, ...rest }: Managed<R>) =>
  defineRoute({
    ...rest,
    id: `auth.${id}`,
    service: 'auth',
    path: `/admin${path}`,
    auth: admin,
    bodyLimit,
  });

const user = { params: byId('Of the user.', 'usr_0198f3a27c417d5e9b1a4f6e2c8d0a11') };
const client = { params: byId('Of the client.', 'cli_0198f3a27c417d5e9b1a4f6e2c8d0a11') };

const guarded = { requestHeaders: { 'If-Match': 'optional' }, responseHeaders: ['ETag'] } as const;

export const ManagedUser = strict({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  status: Type.Enum(['pending', 'active', 'disabled', 'deleted']),
  mfaEnabled: Type.Boolean(),
  createdAt: Type.String(),
});
export type ManagedUser = Static<typeof ManagedUser>;

const Roles = Type.Array(Type.Enum(['customer', 'admin', 'support', 'fulfilment']), {
  minItems: 1,
  maxItems: 4,
  uniqueItems: true,
});

export const listUsers = managed({
  id: 'list-users',
  method: 'GET',
  path: '/users',
  summary: 'Accounts, newest first, or the one with an address',
  request: {
    query: listQuery({
      email: Type.Optional(Type.String({ maxLength: 254, description: 'Of the one account.' })),
    }),
  },
  responses: { 200: listOf(ManagedUser) },
});

export const setRoles = managed({
  id: 'set-roles',
  method: 'PUT',
  path: '/users/{id}/roles',
  summary: 'What a person may do; their sessions end',
  request: { ...user, body: strict({ roles: Roles }) },
  responses: { 200: ManagedUser },
  ...guarded,
  problems: ['invalid-state'],
});

export const disableUser = managed({
  id: 'disable-user',
  method: 'POST',
  path: '/users/{id}/disable',
  summary: 'Close an account and end its sessions',
  request: user,
  responses: { 200: ManagedUser },
  ...guarded,
  problems: ['invalid-state'],
});

export const enableUser = managed({
  id: 'enable-user',
  method: 'POST',
  path: '/users/{id}/enable',
  summary: 'Open a closed account again',
  request: user,
  responses: { 200: ManagedUser },
  ...guarded,
  problems: ['invalid-state'],
});

const Scopes = Type.Array(
  Type.Enum(['inventory:read', 'inventory:write', 'orders:fulfil', 'webhooks:manage']),
  { minItems: 1, maxItems: 4, uniqueItems: true },
);

export const AuditEntry = strict({
  id: Type.String(),
  event: Type.String({ description: 'What was done.', examples: ['roles-changed'] }),
  at: Type.String(),
  actor: Type.Optional(Type.String({ description: 'Id of who did it.' })),
  target: Type.Optional(Type.String({ description: 'Id of whom or what it was done to.' })),
  roles: Type.Optional(Type.Array(Type.String())),
  scopes: Type.Optional(Type.Array(Type.String())),
});
export type AuditEntry = Static<typeof AuditEntry>;

export const listAudit = managed({
  id: 'list-audit',
  method: 'GET',
  path: '/audit',
  summary: 'What administrators have changed on a day, the newest first; kept for a year',
  request: { query: listQuery({ day: Type.Optional(Day) }) },
  responses: { 200: listOf(AuditEntry) },
});

export const ManagedClient = strict({
  clientId: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: Type.String(),
});
export type ManagedClient = Static<typeof ManagedClient>;

export const listClients = managed({
  id: 'list-clients',
  method: 'GET',
  path: '/clients',
  summary: 'OAuth clients that administrators have registered, the newest first',
  request: { query: listQuery({}) },
  responses: { 200: listOf(ManagedClient) },
});

export const ClientWithSecret = strict({
  clientId: Type.String(),
  clientSecret: Type.String(),
  scopes: Type.Array(Type.String()),
});
export type ClientWithSecret = Static<typeof ClientWithSecret>;

export const registerClient = managed({
  id: 'register-client',
  method: 'POST',
  path: '/clients',
  summary: 'Register an OAuth client; its secret is shown this once',
  request: {
    body: strict({
      name: line(100),
      scopes: Scopes,
    }),
  },
  responses: { 201: ClientWithSecret },
});

export const rotateClientSecret = managed({
  id: 'rotate-client-secret',
  method: 'POST',
  path: '/clients/{id}/secret',
  summary: 'A new secret for a client; the one before it stays good for a day',
  request: client,
  responses: { 200: ClientWithSecret },
  problems: ['invalid-state'],
});

export const removeClient = managed({
  id: 'remove-client',
  method: 'DELETE',
  path: '/clients/{id}',
  summary: 'Remove a client; its tokens die within a minute',
  request: client,
  responses: { 204: null },
});
