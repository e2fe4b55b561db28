// The audit log says of each step of an account who took it and against whom, and of a step that was refused nothing more.
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../platform/telemetry/log.ts';
import { issuer, startAuth } from '../support/auth.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const password = 'correct horse battery staple';
const email = 'ada@example.com';

interface Audit {
  readonly event: string;
  readonly [member: string]: unknown;
}

let audits: Audit[];
let auth: ReturnType<typeof startAuth>;
let table: ReturnType<typeof createMemoryTable>;
let clock: ReturnType<typeof testClock>;
beforeEach(() => {
  audits = [];
  table = createMemoryTable();
  clock = testClock();
  const config = { SERVICE: 'auth', SERVICE_VERSION: '1', LOG_LEVEL: 'info' };
  const write = (line: string) => {
    const { audit } = JSON.parse(line) as { audit?: Audit };
    if (audit !== undefined) audits.push(audit);
  };
  auth = startAuth(table, clock, createLog(config, { write }));
});

/** What has been said since this was asked last. */
const said = () => audits.splice(0);
const events = () => said().map(({ event }) => event);

const post = (path: string, json: object, token?: string) =>
  auth.call(`POST ${path}`, { json, ...(token && { token }) });

const lastLink = (): string => {
  const texts = table.all().map((item) => JSON.stringify(item));
  return texts.flatMap((text) => [...text.matchAll(/"token":"([\w-]{43})"/g)]).at(-1)?.[1] ?? '';
};

const register = async (address = email) => {
  await post('/users', { email: address, password, name: 'Ada' });
  const { status } = await post('/users/verification', { token: lastLink() });
  expect(status).toBeLessThan(300);
};

const logIn = async (address = email) =>
  (await post('/auth/login', { email: address, password })).body as {
    accessToken: string;
    refreshToken: string;
  };

const userIn = (address = email) => {
  const user = table.all().find((item) => item.sk === 'PROFILE' && item.email === address);
  if (user === undefined) throw new Error(`nobody has ${address}`);
  return user as typeof user & { readonly id: string };
};

describe('an account', () => {
  it('is registered, verified, opened and left', async () => {
    await register();
    const actor = userIn().id;
    expect(said()).toEqual([
      { event: 'registered', sourceIp: '127.0.0.1', emailHash: expect.any(String) },
      { event: 'address-verified', target: actor },
    ]);
    const { accessToken } = await logIn();
    expect(said()).toEqual([{ event: 'login-succeeded', actor, sourceIp: '127.0.0.1' }]);
    await post('/auth/logout', {}, accessToken);
    expect(said()).toEqual([
      { event: 'logged-out', actor, session: expect.stringMatching(/^ses_/) },
    ]);
  });

  it('is not opened by a wrong password, and too many make whoever tries wait', async () => {
    await register();
    said();
    for (let count = 0; count < 6; count += 1) {
      await post('/auth/login', { email, password: 'another horse battery staple' });
    }
    const told = said();
    expect(told.map(({ event, reason }) => [event, reason])).toEqual([
      ...Array(5).fill(['login-failed', 'invalid-credentials']),
      ['login-throttled', 'rate-limited'],
    ]);
    expect(told[0]).toMatchObject({ sourceIp: '127.0.0.1', emailHash: expect.any(String) });
  });

  it('that its owner has opened forgets his own tries, and gives back the one that others share', async () => {
    await register();
    const counts = () =>
      table.all().flatMap(({ pk, count }) => (pk.startsWith('STRIKES#login#') ? [count] : []));
    for (let count = 0; count < 2; count += 1) {
      await post('/auth/login', { email, password: 'another horse battery staple' });
    }
    expect(counts()).toEqual([2, 2]);
    await logIn();
    expect(counts()).toEqual([2]);
  });

  it('has its sessions ended by its owner, or by a token that is used again', async () => {
    await register();
    const first = await logIn();
    const second = await logIn();
    said();
    const { body } = await auth.call('GET /users/me/sessions', { token: first.accessToken });
    const other = body.items.find(({ current }: { current: boolean }) => !current);
    await auth.call('DELETE /users/me/sessions/{id}', {
      token: first.accessToken,
      params: { id: other.id },
    });
    expect(said()).toEqual([{ event: 'session-revoked', actor: userIn().id, session: other.id }]);
    await post('/auth/refresh', { refreshToken: first.refreshToken });
    clock.advance(20_000);
    await post('/auth/refresh', { refreshToken: first.refreshToken });
    expect(said()).toMatchObject([{ event: 'refresh-token-reused', target: userIn().id }]);
    expect((await post('/auth/refresh', { refreshToken: second.refreshToken })).status).toBe(401);
    expect(said()).toEqual([]);
  });

  it('changes its password, or has it reset by a mail', async () => {
    await register();
    const { accessToken } = await logIn();
    said();
    const changed = 'another horse battery staple';
    const change = { currentPassword: password, newPassword: changed };
    await post('/users/me/password', change, accessToken);
    expect(said()).toEqual([{ event: 'password-changed', actor: userIn().id }]);
    await post('/auth/password-reset', { email });
    const reset = { token: lastLink(), password: 'a third horse battery staple' };
    await post('/auth/password-reset/confirm', reset);
    expect(said()).toEqual([
      { event: 'password-reset-requested', sourceIp: '127.0.0.1', emailHash: expect.any(String) },
      { event: 'password-reset', target: userIn().id },
    ]);
  });

  it('is forgotten when its owner asks for it', async () => {
    await register();
    const { accessToken } = await logIn();
    const actor = userIn().id;
    said();
    await post('/users/me/deletion', { password }, accessToken);
    expect(said()).toEqual([{ event: 'deletion-requested', actor }]);
  });
});

const basicOf = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('an administrator', () => {
  const start = async () => {
    await register();
    await table.transact([{ put: { ...userIn(), roles: ['admin', 'customer'] } }]);
    const { accessToken: token } = await logIn();
    await register('bob@example.com');
    const [actor, target] = [userIn().id, userIn('bob@example.com').id];
    said();
    const change = (route: string, json?: object) =>
      auth.call(route, { token, params: { id: target }, ...(json && { json }) });
    return { token, actor, target, change };
  };
  const entries = () => table.all().filter(({ pk }) => pk.startsWith('AUDIT#'));
  const listed = async (token: string) =>
    (await auth.call('GET /admin/audit', { token })).body.items.map(
      ({ id, at, ...rest }: { id: string; at: string }) => {
        expect([id, at]).toEqual([expect.stringMatching(/^aud_/), '2026-01-01T00:00:00.000Z']);
        return rest;
      },
    );

  it('changes accounts, and each change is kept beside its line', async () => {
    const { token, actor, target, change } = await start();
    await change('PUT /admin/users/{id}/roles', { roles: ['support'] });
    await change('POST /admin/users/{id}/disable');
    await change('POST /admin/users/{id}/enable');
    await change('POST /admin/users/{id}/enable');
    const changes = [
      { event: 'roles-changed', roles: ['support'], actor, target },
      { event: 'account-disabled', actor, target },
      { event: 'account-enabled', actor, target },
    ];
    expect(said()).toEqual(changes);
    expect(entries()).toEqual(changes.map((each) => expect.objectContaining(each)));
    expect(await listed(token)).toEqual(expect.arrayContaining(changes));
  });

  it('manages clients, and each change is kept beside its line', async () => {
    const { token, actor } = await start();
    const json = { name: 'Warehouse', scopes: ['inventory:read'] };
    const { body, status } = await auth.call('POST /admin/clients', { token, json });
    expect(status).toBe(201);
    const { clientId } = body;
    const params = { id: clientId };
    const rotated = await auth.call('POST /admin/clients/{id}/secret', { token, params });
    expect(rotated.status).toBe(200);
    const form = { grant_type: 'client_credentials' };
    const headers = basicOf(clientId, rotated.body.clientSecret);
    const issued = await auth.call('POST /oauth/token', { form, headers });
    await auth.call('POST /oauth/revoke', { form: { token: issued.body.access_token }, headers });
    expect((await auth.call('DELETE /admin/clients/{id}', { token, params })).status).toBe(204);
    await auth.call('POST /oauth/token', { form, headers });
    const told = said();
    expect(told.map(({ event }) => event)).toEqual([
      ...['client-registered', 'client-secret-rotated', 'token-revoked', 'client-removed'],
      'client-authentication-failed',
    ]);
    expect(told[0]).toMatchObject({ actor, target: clientId, scopes: ['inventory:read'] });
    expect(told[2]).toMatchObject({ actor: clientId });
    expect(entries().map(({ event }) => event)).toEqual([
      ...['client-registered', 'client-secret-rotated', 'client-removed'],
    ]);
    const shown = { event: 'client-registered', actor, target: clientId, scopes: json.scopes };
    expect(await listed(token)).toContainEqual(shown);
  });

  it('registers a client, which may ask what a token is and end none of another', async () => {
    const { token, actor } = await start();
    const json = { name: 'Warehouse', scopes: ['inventory:read'] };
    const { clientId, clientSecret } = (await auth.call('POST /admin/clients', { token, json }))
      .body;
    const asks = async (route: string, given: string) => {
      const headers = basicOf(clientId, clientSecret);
      return (await auth.call(`POST /oauth/${route}`, { form: { token: given }, headers })).body;
    };
    const { accessToken, refreshToken } = await logIn();
    const [session, identity] = [refreshToken, accessToken];
    for (const each of [session, identity]) await asks('revoke', each);
    const known = { active: true, sub: actor, client_id: 'tandem' };
    const iat = clock.now() / 1000;
    expect(await asks('introspect', session)).toEqual(known);
    expect(await asks('introspect', identity)).toEqual({
      ...{ ...known, iss: issuer, token_type: 'Bearer', scope: '' },
      ...{ iat, exp: iat + 600, jti: expect.any(String) },
    });
    await post('/auth/refresh', { refreshToken });
    clock.advance(700_000);
    for (const each of [session, identity, 'none']) {
      expect(await asks('introspect', each)).toEqual({ active: false });
    }
  });
});

it('a session that a client ends is told as his', async () => {
  await register();
  const { refreshToken } = await logIn();
  events();
  const form = { token: refreshToken, client_id: 'tandem' };
  const { status } = await auth.call('POST /oauth/revoke', { form });
  expect([status, said()]).toMatchObject([
    200,
    [{ event: 'session-revoked', actor: 'tandem', session: expect.stringMatching(/^ses_/) }],
  ]);
});
