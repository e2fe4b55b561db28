// Accounts as administrators list and find them.
import { findUser } from '../../../events/http/auth/account.ts';
import { listUsers } from '../../../events/http/auth/admin.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { emailAddressOf } from '../../../platform/kernel/email-address.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import type { User } from '../domain/user.ts';
import type { AccountStore } from '../store.ts';
import { viewOf } from './admin-view.ts';

const pageSize = 20;

export const accountListEndpoints = ({
  store,
  cursors,
}: {
  readonly store: Pick<AccountStore, 'users' | 'user' | 'userIdOf'>;
  /** Their key is read when the first is needed. */
  readonly cursors: () => Promise<Seals>;
}): Endpoint[] => {
  const page = async (limit: number, cursor: string | undefined, binding: string) => {
    const sealed = await cursors();
    const after = cursor === undefined ? undefined : sealed.open<string>(cursor, binding);
    const users = await store.users({ after, limit });
    const last = users.length === limit ? users.at(-1) : undefined;
    const nextCursor = last === undefined ? null : sealed.seal(last.id, binding);
    return { items: users.map(viewOf), nextCursor };
  };

  const withAddress = async (email: string): Promise<User | undefined> => {
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
  ];
};
