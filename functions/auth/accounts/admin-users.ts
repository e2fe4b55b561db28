// Accounts as administrators see and change them; each change leaves an entry in the audit log.

import { findUser } from '../../../events/http/auth/account.ts';
import { disableUser, enableUser, listUsers, setRoles } from '../../../events/http/auth/admin.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { emailAddressOf } from '../../../platform/kernel/email-address.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import { type AuditDetail, audit, auditWrite, type SecurityEvent } from '../audit.ts';
import * as account from '../domain/user.ts';
import type { AuthServices } from '../services.ts';
import type { AccountChange, ChangeAccount } from './account-changes.ts';
import { accountMail } from './account-mail.ts';

const viewOf = ({ id, email, name, roles, status, mfa, createdAt }: account.User) => ({
  id,
  email,
  name,
  roles,
  status,
  mfaEnabled: mfa !== undefined,
  createdAt,
});

const pageSize = 20;

export const adminUserEndpoints = (
  services: AuthServices,
  changeAccount: ChangeAccount,
): Endpoint[] => {
  const { store, cursors, clock, newId } = services;

  /** Administrators cannot lock themselves out. */
  const targetOf = (request: Request, id: string): string => {
    if (!isId('usr', id)) throw new AppError('not-found');
    if (id === callerOf(request).subject) {
      throw new AppError('invalid-state', { detail: 'This is your own account.' });
    }
    return id;
  };

  const change = async (
    request: Request,
    target: string,
    {
      event,
      decide,
      ...detail
    }: AuditDetail & {
      event: SecurityEvent;
      decide: (user: account.User) => AccountChange;
    },
  ) => {
    const entry = { ...detail, actor: callerOf(request).subject, target };
    const user = await changeAccount(target, {
      causation: request.causation,
      decide: (before) => {
        const decided = decide(before);
        const entries = [auditWrite(event, entry, { clock, id: newId('aud') })];
        return { ...decided, writes: [...(decided.writes ?? []), ...entries] };
      },
    });
    audit(request.log, event, entry);
    return { status: 200, headers: { etag: `"${user.version}"` }, body: viewOf(user) };
  };

  const page = async (limit: number, cursor: string | undefined, binding: string) => {
    const sealed = await cursors();
    const after = cursor === undefined ? undefined : sealed.open<string>(cursor, binding);
    const users = await store.users({ after, limit });
    const last = users.length === limit ? users.at(-1) : undefined;
    const nextCursor = last === undefined ? null : sealed.seal(last.id, binding);
    return { items: users.map(viewOf), nextCursor };
  };

  const withAddress = async (email: string): Promise<account.User | undefined> => {
    const address = emailAddressOf(email);
    const id = address === undefined ? undefined : await store.userIdOf(address);
    return id === undefined ? undefined : store.user(id);
  };

  return [
    endpoint(findUser, async ({ query }) => {
      const user = await withAddress(query.email);
      return { status: 200, body: { items: user === undefined ? [] : [{ id: user.id }] } };
    }),

    endpoint(listUsers, async (request) => {
      const { email, limit = pageSize, cursor } = request.query;
      if (email === undefined) {
        const binding = `${listUsers.id} ${callerOf(request).subject}`;
        return { status: 200, body: await page(limit, cursor, binding) };
      }
      const user = await withAddress(email);
      const items = user === undefined ? [] : [viewOf(user)];
      return { status: 200, body: { items, nextCursor: null } };
    }),

    endpoint(setRoles, async (request) => {
      const { roles } = request.body;
      return change(request, targetOf(request, request.params.id), {
        event: 'roles-changed',
        roles,
        decide: (user) => ({ user: account.setRoles(user, roles) }),
      });
    }),

    endpoint(disableUser, async (request) =>
      change(request, targetOf(request, request.params.id), {
        event: 'account-disabled',
        decide: (user) => ({
          user: account.disable(user),
          messages: user.status === 'disabled' ? [] : [accountMail(user, 'account-disabled')],
        }),
      }),
    ),

    endpoint(enableUser, async (request) =>
      change(request, targetOf(request, request.params.id), {
        event: 'account-enabled',
        decide: (user) => {
          if (user.status !== 'disabled') throw new AppError('invalid-state');
          return { user: account.enable(user) };
        },
      }),
    ),
  ];
};
