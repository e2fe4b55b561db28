// Every operation of the API by ten identities: what its contract declares is what happens.
import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import type { Auth, RouteContract, Scope } from '../../events/http/route.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createForger } from '../support/forged-tokens.ts';
import { outcomeOf } from '../support/refusals.ts';
import { admin, createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

const identities = [
  'no token',
  'another user',
  'wrong role',
  'wrong scope',
  'wrong audience',
  'expired',
  'admin',
  'support',
  'fulfilment',
  'right scope',
] as const;
type Name = (typeof identities)[number];

const tokens = new Map<Name, string>();
let withScopes: (scopes: readonly Scope[]) => string;

/** Somebody who works here and buys nothing. */
const staffOf = async (role: 'support' | 'fulfilment'): Promise<string> => {
  const account = await shop.newCustomer();
  const { body } = await shop.call('GET', '/users/me', { token: account.token });
  const changed = await shop.call('PUT', `/admin/users/${body.id}/roles`, {
    token: await shop.tokenOf(admin),
    body: { roles: [role] },
  });
  expect(changed.status).toBe(200);
  return shop.login(account);
};

beforeAll(async () => {
  const forge = await createForger(awsUrl);
  const customer = await shop.tokenOf(demo);
  const issued = Math.floor(Date.now() / 1000) - 700;
  tokens.set('another user', customer);
  tokens.set('wrong role', forge(customer, { roles: ['nobody'] }));
  tokens.set('wrong scope', forge(await shop.clientToken(), { scope: 'nothing' }));
  tokens.set('wrong audience', forge(customer, { aud: 'elsewhere' }));
  tokens.set('expired', forge(customer, { iat: issued, exp: issued + 600 }));
  tokens.set('admin', await shop.tokenOf(admin));
  tokens.set('support', await staffOf('support'));
  tokens.set('fulfilment', await staffOf('fulfilment'));
  const client = await shop.clientToken();
  withScopes = (scopes) => forge(client, { scope: scopes.join(' ') });
});

const rolesOf: Partial<Record<Name, readonly string[]>> = {
  'another user': ['customer'],
  admin: ['customer', 'admin'],
  support: ['support'],
  fulfilment: ['fulfilment'],
};

const isInvalid = (name: Name): boolean => name === 'wrong audience' || name === 'expired';

type Verdict = 'unauthenticated' | 'forbidden' | 'heard';

type Bearer = Extract<Auth, { kind: 'bearer' }>;

const bearerVerdict = ({ roles, scopes }: Bearer, name: Name): Verdict => {
  if (name === 'no token' || isInvalid(name)) return 'unauthenticated';
  if (name === 'right scope') return scopes.length > 0 ? 'heard' : 'forbidden';
  return roles.some((role) => rolesOf[name]?.includes(role)) ? 'heard' : 'forbidden';
};

const verdictOf = (auth: Auth, name: Name): Verdict => {
  if (auth.kind === 'bearer') return bearerVerdict(auth, name);
  return auth.kind === 'optional' && isInvalid(name) ? 'unauthenticated' : 'heard';
};

const verdictOn = (status: number): Verdict => {
  if (status === 401) return 'unauthenticated';
  return status === 403 ? 'forbidden' : 'heard';
};

const pathOf = (path: string): string =>
  path.replaceAll(/\{\w+\}/g, 'unknown_00000000000000000000000000000000');

/** The first scope that opens the route, or any where none does. */
const tokenFor = (auth: Auth, name: Name): string | undefined => {
  if (name !== 'right scope') return tokens.get(name);
  const [scope = 'inventory:read'] = auth.kind === 'bearer' ? auth.scopes : [];
  return withScopes([scope]);
};

/** Logout would end the session that the others use. */
const routes = api.filter(({ id }) => id !== 'auth.logout');

describe.each(routes.map((contract) => [contract.id, contract] as const))('%s', (_, contract) => {
  const { method, path, auth } = contract satisfies RouteContract;
  it.each(identities)('by %s', async (name) => {
    const answer = await shop.call(method, pathOf(path), { token: tokenFor(auth, name) });
    expect(verdictOn(answer.status)).toBe(verdictOf(auth, name));
    expect(answer.status).toBeLessThan(500);
  });
});

it.each(['support', 'fulfilment'] as const)('auth.logout by %s', async (name) => {
  const token = await staffOf(name);
  expect((await shop.call('POST', '/auth/logout', { token })).status).toBe(204);
});

it('auth.logout by a client is forbidden', async () => {
  const token = withScopes(['inventory:read']);
  expect(outcomeOf(await shop.call('POST', '/auth/logout', { token }))).toBe('403 forbidden');
});
