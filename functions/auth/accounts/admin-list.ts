// Accounts as administrators list and find them.
import { findUser } from '../../../events/http/auth/account.ts';
import { listUsers } from '../../../events/http/auth/admin.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { emailAddressOf } from '../../../platform/kernel/email-address.ts';
import type { User } from '../domain/user.ts';
import { type Pages, pageSize, refuseCursor } from '../pages.ts';
import type { AccountStore } from '../store.ts';
import { viewOf } from './admin-view.ts';

export const accountListEndpoints = ({
  store,
  pages,
}: {
  readonly store: Pick<AccountStore, 'users' | 'user' | 'userIdOf'>;
  readonly pages: Pages;
}): Endpoint[] => {
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
        const page = await pages({ binding, cursor, limit }, store.users, ({ id }) => id);
        return { status: 200, body: { ...page, items: page.items.map(viewOf) } };
      }
      refuseCursor(cursor);
      const user = await withAddress(email);
      const items = user === undefined ? [] : [viewOf(user)];
      return { status: 200, body: { items, nextCursor: null } };
    }),
  ];
};
