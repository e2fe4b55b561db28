// Accounts as administrators change them.
import { disableUser, enableUser, setRoles } from '../../../events/http/auth/admin.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import * as account from '../domain/user.ts';
import { accountMail } from './account-mail.ts';
import { viewOf } from './admin-view.ts';
import type { ChangeAudited } from './audited-change.ts';

/** Administrators cannot lock themselves out. */
const targetOf = (request: Request, id: string): string => {
  if (!isId('usr', id)) throw new AppError('not-found');
  if (id === callerOf(request).subject) {
    throw new AppError('invalid-state', { detail: 'This is your own account.' });
  }
  return id;
};

const reply = (user: account.User) => ({
  status: 200,
  headers: { etag: `"${user.version}"` },
  body: viewOf(user),
});

export const adminUserEndpoints = (change: ChangeAudited): Endpoint[] => [
  endpoint(setRoles, async (request) => {
    const { roles } = request.body;
    const user = await change(request, targetOf(request, request.params.id), {
      event: 'roles-changed',
      roles,
      decide: (before) => ({ user: account.setRoles(before, roles) }),
    });
    return reply(user);
  }),

  endpoint(disableUser, async (request) => {
    const user = await change(request, targetOf(request, request.params.id), {
      event: 'account-disabled',
      decide: (before) => ({
        user: account.disable(before),
        messages: before.status === 'disabled' ? [] : [accountMail(before, 'account-disabled')],
      }),
    });
    return reply(user);
  }),

  endpoint(enableUser, async (request) => {
    const user = await change(request, targetOf(request, request.params.id), {
      event: 'account-enabled',
      decide: (before) => {
        if (before.status !== 'disabled') throw new AppError('invalid-state');
        return { user: account.enable(before) };
      },
    });
    return reply(user);
  }),
];
