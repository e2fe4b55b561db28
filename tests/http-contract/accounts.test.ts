// Accounts and sessions of people: registration, login, one-time codes, profile, deletion.

import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract } from '../support/http-contract.ts';
import { admin, createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const email = `contract-${randomUUID()}@example.com`;
const passwords = [`a long password ${randomUUID()}`, `another one ${randomUUID()}`];
let [password = ''] = passwords;

const tokenIn = async (subject: RegExp): Promise<string> => {
  const mail = await shop.mailTo(email, (each) => subject.test(each.subject));
  return /token=([\w-]+)/.exec(mail.text)?.[1] ?? '';
};

const login = async (): Promise<Tokens> =>
  (await ask<Tokens>('auth.login', { body: { email, password } })).body;

it('an account begins with a mail', async () => {
  await ask('auth.register', { body: { email, password, name: 'Contract' } });
  await refused('auth.login', { body: { email, password } }, 403, 'email-not-verified');
  for (const token of ['a-token-that-nobody-sent', 'abc', '', 'ä b', 'a'.repeat(4_000)]) {
    await refused('auth.verify-email', { body: { token } }, 400, 'invalid-token');
  }
  await ask('auth.verify-email', { body: { token: await tokenIn(/confirm/i) } });
});

it('a login is refused in one way, whatever was wrong', async () => {
  const wrong = { email, password: 'wrong password' };
  const known = await refused('auth.login', { body: wrong }, 401, 'invalid-credentials');
  const unknown = await refused(
    'auth.login',
    { body: { ...wrong, email: `nobody-${randomUUID()}@example.com` } },
    401,
    'invalid-credentials',
  );
  const told = ({ body }: typeof known) => ({ ...body, instance: undefined });
  expect(told(unknown)).toEqual(told(known));
});

it('a refresh token is good once', async () => {
  const { accessToken, refreshToken } = await login();
  await ask('auth.refresh', { body: { refreshToken } });
  for (const other of [accessToken, '', 'abc', 'a'.repeat(4_000)]) {
    await refused('auth.refresh', { body: { refreshToken: other } }, 401, 'invalid-refresh-token');
  }
  await refused('auth.refresh', { body: { refreshToken } }, 401, 'invalid-refresh-token');
});

it('a profile is read and changed, sessions are listed and ended', async () => {
  const { accessToken: token } = await login();
  expect((await ask('auth.read-profile', { token })).body).toMatchObject({
    email,
    name: 'Contract',
    roles: ['customer'],
    emailVerified: true,
    mfaEnabled: false,
  });
  const renamed = await ask('auth.change-profile', { token, body: { name: 'Renamed' } });
  expect(renamed.body.name).toBe('Renamed');
  const other = await login();
  const { body } = await ask<{ items: { id: string; current: boolean }[] }>('auth.list-sessions', {
    token: other.accessToken,
  });
  const id = body.items.find(({ current }) => current)?.id ?? '';
  await ask('auth.end-session', { token, params: { id } });
  await refused('auth.end-session', { token, params: { id: 'unknown' } }, 404, 'not-found');
  await ask('auth.logout', { token });
});

it('addresses are kept, changed, and forgotten', async () => {
  const { accessToken: token } = await login();
  const address = { name: 'Contract', line1: '1 Harbour Street', city: 'Lisbon', country: 'PT' };
  interface Booked {
    readonly id: string;
    readonly address: object;
  }
  const added = await ask<Booked>('auth.add-address', { token, body: { address } });
  const params = { id: added.body.id };
  const moved = { ...address, line1: '2 Mill Lane' };
  const stale = { 'if-match': '"0"' };
  const changed = await ask<Booked>('auth.change-address', {
    token,
    params,
    body: { address: moved },
    headers: { 'if-match': added.headers.get('etag') ?? '' },
  });
  const kept = { ...params, address: moved, defaultShipping: true, defaultBilling: true };
  expect(changed.body).toEqual(kept);
  const listed = await ask<{ items: Booked[] }>('auth.list-addresses', { token });
  expect(listed.body.items).toEqual([kept]);
  await refused(
    'auth.remove-address',
    { token, params, headers: stale },
    412,
    'precondition-failed',
  );
  await ask('auth.remove-address', { token, params });
  await refused('auth.remove-address', { token, params }, 404, 'not-found');
});

it('a new password ends the sessions, and so does a reset', async () => {
  const { accessToken: token } = await login();
  const [, newPassword = ''] = passwords;
  const body = { currentPassword: password, newPassword };
  const wrong = { ...body, currentPassword: 'wrong password' };
  await refused('auth.change-password', { token, body: wrong }, 401, 'invalid-credentials');
  await ask('auth.change-password', { token, body });
  password = newPassword;
  await ask('auth.request-password-reset', { body: { email } });
  password = `the third one ${randomUUID()}`;
  const reset = { token: await tokenIn(/new password|reset/i), password };
  await ask('auth.confirm-password-reset', { body: reset });
  await refused('auth.confirm-password-reset', { body: reset }, 400, 'invalid-token');
});

it('one-time codes are asked for once they are on', async () => {
  const { accessToken: token } = await login();
  interface Enrolment {
    readonly secret: string;
    readonly recoveryCodes: readonly string[];
  }
  const { body } = await ask<Enrolment>('auth.enrol-mfa', { token, body: { password } });
  const otp = totpAt(body.secret, stepAt(Date.now()));
  await ask('auth.confirm-mfa', { token, body: { otp } });
  await refused('auth.login', { body: { email, password } }, 401, 'otp-required');
  const recovery = { password, otp: body.recoveryCodes[0] };
  await ask('auth.disable-mfa', { token, body: recovery });
});

it('an account is deleted by its owner', async () => {
  const { accessToken: token } = await login();
  await ask('auth.request-deletion', { token, body: { password } });
});

it('keys and metadata are public', async () => {
  const { body } = await ask<{ keys: Record<string, string>[] }>('auth.jwks');
  expect(body.keys.length).toBeGreaterThan(0);
  for (const key of body.keys) {
    expect(key).toEqual({
      kty: 'EC',
      crv: 'P-256',
      alg: 'ES256',
      use: 'sig',
      kid: expect.any(String),
      x: expect.any(String),
      y: expect.any(String),
    });
  }
  const issuer = apiUrl.replace('127.0.0.1', 'localhost');
  for (const id of ['auth.openid-configuration', 'auth.authorization-server']) {
    const { body: metadata } = await ask<{ issuer: string; jwks_uri: string }>(id);
    expect(metadata.issuer.replace('127.0.0.1', 'localhost')).toBe(issuer);
    expect(metadata.jwks_uri).toBe(`${metadata.issuer}/.well-known/jwks.json`);
  }
});

it('what is on its way out says since when, until when and what has taken its place', async () => {
  const saidBy = async (id: string) => {
    const { headers } = await ask(id);
    return ['deprecation', 'sunset', 'link'].map((name) => headers.get(name));
  };
  const successor = '/v1/.well-known/oauth-authorization-server';
  expect(await saidBy('auth.openid-configuration')).toEqual([
    `@${Date.UTC(2026, 11, 1) / 1000}`,
    'Wed, 01 Dec 2027 00:00:00 GMT',
    `<${successor}>; rel="successor-version", </v1/docs>; rel="deprecation"; type="text/html"`,
  ]);
  expect(await saidBy('auth.authorization-server')).toEqual([null, null, null]);
});

it('whose an address is, is for the service that takes orders, and for nobody else', async () => {
  const query = '?email=demo@example.com';
  await refused('auth.find-user', { query }, 401, 'unauthenticated');
  for (const token of [await shop.tokenOf(admin), await shop.clientToken()]) {
    await refused('auth.find-user', { query, token }, 403, 'forbidden');
  }
});

// Only orders asks it with success: in the search for orders by address.
it('no other operation is left out', () => {
  expect(leftOut('accounts')).toEqual(['auth.find-user']);
});
