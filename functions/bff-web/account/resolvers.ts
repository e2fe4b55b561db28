// The caller's account, and its name.
import type { ApiCall, PublicApi } from '../api.ts';
import type { Resolvers, SchemaPart } from '../context.ts';
import { accountTypes } from './types.ts';

interface NameArgs {
  readonly name: string;
  readonly ifMatch?: string | null;
}

const accountBy = async ({ ask }: PublicApi, call: Partial<ApiCall>) => {
  const { body, headers } = await ask<object>({ service: 'auth', path: '/users/me', ...call });
  return { ...body, etag: headers.get('etag') };
};

const resolvers: Resolvers = {
  Query: {
    account: (_, _args, { api }) => accountBy(api, {}),
  },
  Mutation: {
    changeName: (_, { name, ifMatch }: NameArgs, { api }) =>
      accountBy(api, {
        method: 'PATCH',
        body: { name },
        ...(ifMatch ? { headers: { 'if-match': ifMatch } } : {}),
        patience: 'command',
      }),
  },
};

export const accountPart: SchemaPart = { types: accountTypes, resolvers };
