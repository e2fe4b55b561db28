// Every operation of the API by seven identities: what its contract declares is what happens.
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import type { Auth, RouteContract } from '../../events/http/route.ts';
import { createForger } from '../support/forged-tokens.ts';
import { admin, createShop, demo } from '../support/shop.ts';

const shop = createShop(inject('apiUrl'), inject('awsUrl'));

const identities = [
  'no token',
  'another user',
  'wrong role',
  'wrong scope',
  'wrong audience',
  'expired',
  'admin',
] as const;
type Name = (typeof identities)[number];

const tokens = new Map<Name, string>();

beforeAll(async () => {
  const forge = await createForger(inject('awsUrl'));
  const customer = await shop.tokenOf(demo);
  const issued = Math.floor(Date.now() / 1000) - 700;
  tokens.set('another user', customer);
  tokens.set('wrong role', forge(customer, { roles: ['nobody'] }));
  tokens.set('wrong scope', forge(await shop.clientToken(), { scope: 'nothing' }));
  tokens.set('wrong audience', forge(customer, { aud: 'elsewhere' }));
  tokens.set('expired', forge(customer, { iat: issued, exp: issued + 600 }));
  tokens.set('admin', await shop.tokenOf(admin));
});

const rolesOf: Partial<Record<Name, readonly string[]>> = {
  'another user': ['customer'],
  admin: ['customer', 'admin'],
};

const isInvalid = (name: Name): boolean => name === 'wrong audience' || name === 'expired';

type Verdict = 'unauthenticated' | 'forbidden' | 'heard';

const bearerVerdict = (roles: readonly string[], name: Name): Verdict => {
  if (name === 'no token' || isInvalid(name)) return 'unauthenticated';
  return (rolesOf[name] ?? []).some((role) => roles.includes(role)) ? 'heard' : 'forbidden';
};

const verdictOf = (auth: Auth, name: Name): Verdict => {
  if (auth.kind === 'bearer') return bearerVerdict(auth.roles, name);
  return auth.kind === 'optional' && isInvalid(name) ? 'unauthenticated' : 'heard';
};

const verdictOn = (status: number): Verdict => {
  if (status === 401) return 'unauthenticated';
  return status === 403 ? 'forbidden' : 'heard';
};

const pathOf = (path: string): string =>
  path.replaceAll(/\{\w+\}/g, 'unknown_00000000000000000000000000000000');

/** Logout would end the session that the others use. */
const routes = api.filter(({ id }) => id !== 'auth.logout');

describe.each(routes.map((contract) => [contract.id, contract] as const))('%s', (_, contract) => {
  const { method, path, auth } = contract satisfies RouteContract;
  it.each(identities)('by %s', async (name) => {
    const answer = await shop.call(method, pathOf(path), { token: tokens.get(name) });
    expect(verdictOn(answer.status)).toBe(verdictOf(auth, name));
    expect(answer.status).toBeLessThan(500);
  });
});
