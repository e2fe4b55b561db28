// Whose an e-mail address is: for the service that takes orders, and for nobody else.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256 } from '../../functions/auth/secret-token.ts';
import { writes } from '../../functions/auth/writes.ts';
import {
  type AuthDatabase,
  admin,
  demoService,
  startAuthDatabase,
} from '../support/auth-database.ts';

let auth: AuthDatabase;
let orders: string;

const tokenOf = async (headers: Record<string, string>): Promise<string> => {
  const form = { grant_type: 'client_credentials' };
  return (await auth.call('POST /oauth/token', { form, headers })).body.access_token;
};

const find = async (email: string, token = orders) => {
  const query = new URLSearchParams({ email });
  return (await auth.call('GET /users', { token, query })).body;
};

beforeAll(async () => {
  auth = await startAuthDatabase();
  const [id, secret] = ['service-orders', 'a-secret-of-the-service'];
  const createdAt = '2026-01-01T00:00:00.000Z';
  const secrets = [{ hash: sha256(secret), createdAt }];
  const client = { id, name: 'Orders', scopes: ['users:find'], secrets, createdAt };
  await auth.table.transact([writes.createClient(client)]);
  const basic = Buffer.from(`${id}:${secret}`).toString('base64');
  orders = await tokenOf({ authorization: `Basic ${basic}` });
});
afterAll(() => auth.stop());

it.each(['demo@example.com', 'DEMO@Example.com'])('%s is one account', async (email) => {
  expect(await find(email)).toEqual({ items: [{ id: 'usr_01980000000070008000000000000001' }] });
});

it.each(['nobody@example.com', 'demo', '', '@', "' OR 1=1 --", '\u202e@x.y', '%00'])(
  '%j is nobody',
  async (email) => {
    expect(await find(email)).toEqual({ items: [] });
  },
);

it('what is longer than any address is refused', async () => {
  expect((await find('x'.repeat(255))).code).toBe('validation-failed');
});

it('neither people nor other services may ask', async () => {
  const { accessToken } = await auth.login(admin);
  for (const token of [accessToken, await tokenOf(demoService)]) {
    expect((await find('demo@example.com', token)).code).toBe('forbidden');
  }
});
