// Administration of users and clients, and the OAuth endpoints: each change is recorded, each token can be ended.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceClients } from '../../events/clients.ts';
import { writes } from '../../functions/auth/writes.ts';
import {
  type AuthDatabase,
  admin,
  demoService,
  password,
  startAuthDatabase,
} from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
let token: string;
beforeAll(async () => {
  auth = await startAuthDatabase();
  token = (await auth.login(admin)).accessToken;
});
afterAll(() => auth.stop());

const managed = (route: string, id: string, json?: object) =>
  auth.call(route, { token, params: { id }, json });
const recorded = async () =>
  (await auth.table.query<{ event: string; target: string }>('AUDIT#2026-01-01')).map(
    ({ event, target }) => ({ event, target }),
  );
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const clientToken = (headers: Record<string, string>, form: Record<string, string> = {}) =>
  auth.call('POST /oauth/token', { form: { grant_type: 'client_credentials', ...form }, headers });

const asked = async (given: string) =>
  outcomeOf(await auth.call('GET /users/me', { token: given }));

describe('an administrator', () => {
  it('lists accounts page by page, newest first', async () => {
    const query = async (search: string) =>
      auth.call('GET /admin/users', { token, query: new URLSearchParams(search) });
    const first = await query('limit=1');
    expect(first.body.items).toEqual([
      {
        id: 'usr_01980000000070008000000000000002',
        email: admin.email,
        name: 'Demo Administrator',
        roles: ['admin', 'customer'],
        status: 'active',
        mfaEnabled: false,
        createdAt: expect.any(String),
      },
    ]);
    const second = await query(`limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body.items[0].email).toBe('demo@example.com');
    const last = await query(`limit=1&cursor=${second.body.nextCursor}`);
    expect(last.body).toEqual({ items: [], nextCursor: null });
    expect((await query('cursor=forged')).body.code).toBe('invalid-cursor');
    const found = await query('email=DEMO@example.com');
    expect(found.body.items).toHaveLength(1);
    const elsewhere = await query(`email=demo@example.com&cursor=${first.body.nextCursor}`);
    expect(elsewhere.body.code).toBe('invalid-cursor');
  });

  it('gives roles, and the sessions with the old ones end', async () => {
    const person = await auth.customer('promoted@example.com');
    const { id } = (await auth.call('GET /users/me', { token: person.token })).body;
    const answer = await managed('PUT /admin/users/{id}/roles', id, { roles: ['support'] });
    expect([answer.status, answer.body.roles]).toEqual([200, ['support']]);
    expect(await asked(person.token)).toBe('401 unauthenticated');
    expect(await recorded()).toContainEqual({ event: 'roles-changed', target: id });
  });

  it.each(['support', 'fulfilment'])(
    'makes of a customer %s, who still has an account',
    async (role) => {
      const { email } = await auth.customer(`only-${role}@example.com`);
      const [user] = (
        await auth.call('GET /admin/users', { token, query: new URLSearchParams({ email }) })
      ).body.items;
      await managed('PUT /admin/users/{id}/roles', user.id, { roles: [role] });
      const own = (await auth.login({ email, password })).accessToken;
      const ask = async (route: string, json?: object, params = {}) =>
        outcomeOf(await auth.call(route, { token: own, json, params }));
      const outcomes = [
        await ask('GET /users/me'),
        await ask('PATCH /users/me', { name: 'Staff' }),
        await ask('POST /users/me/mfa', { password }),
        await ask('POST /users/me/mfa/confirm', { otp: 'ABCDEF' }),
        await ask('DELETE /users/me/mfa', { password }),
        await ask('GET /users/me/sessions'),
        await ask('DELETE /users/me/sessions/{id}', undefined, { id: 'ses_1' }),
        await ask('POST /users/me/password', { currentPassword: 'x', newPassword: password }),
        await ask('POST /users/me/deletion', { password: 'x' }),
        await ask('POST /auth/logout'),
        await ask('GET /users/me'),
      ];
      expect(outcomes).toEqual([
        ...['200', '200', '200', '401 invalid-credentials', '409 invalid-state', '200'],
        ...['404 not-found', '401 invalid-credentials', '401 invalid-credentials'],
        ...['204', '401 unauthenticated'],
      ]);
    },
  );

  it('disables an account at once, and opens it again', async () => {
    const person = await auth.customer('disabled@example.com');
    const { id } = (await auth.call('GET /users/me', { token: person.token })).body;
    expect((await managed('POST /admin/users/{id}/disable', id)).body.status).toBe('disabled');
    expect(await asked(person.token)).toBe('401 unauthenticated');
    const credentials = { email: person.email, password };
    expect((await auth.login(credentials)).code).toBe('invalid-credentials');
    expect((await managed('POST /admin/users/{id}/enable', id)).body.status).toBe('active');
    expect((await auth.login(credentials)).tokenType).toBe('Bearer');
  });

  it('does not verify an address by disabling and enabling its account', async () => {
    const email = 'never-verified@example.com';
    await auth.call('POST /users', { json: { email, password, name: 'Nobody' } });
    const query = new URLSearchParams({ email });
    const [{ id }] = (await auth.call('GET /admin/users', { token, query })).body.items;
    await managed('POST /admin/users/{id}/disable', id);
    await managed('POST /admin/users/{id}/disable', id);
    expect((await managed('POST /admin/users/{id}/enable', id)).body.status).toBe('pending');
    expect((await auth.login({ email, password })).code).toBe('email-not-verified');
    await auth.call('POST /users', { json: { email, password, name: 'Somebody' } });
    const link = await auth.lastToken(email, 'verify-email');
    await auth.call('POST /users/verification', { json: { token: link } });
    expect((await auth.login({ email, password })).tokenType).toBe('Bearer');
    await managed('POST /admin/users/{id}/disable', id);
    expect((await managed('POST /admin/users/{id}/enable', id)).body.status).toBe('active');
  });

  it('cannot lock itself out', async () => {
    const { id } = (await auth.call('GET /users/me', { token })).body;
    expect((await managed('POST /admin/users/{id}/disable', id)).body.code).toBe('invalid-state');
  });

  it.each(['usr_1', 'nobody', 'usr_00000000000000000000000000000009', 'u'.repeat(3_000)])(
    'finds no account %s',
    async (id) => {
      expect(outcomeOf(await managed('POST /admin/users/{id}/disable', id))).toBe('404 not-found');
    },
  );
});

describe('an OAuth client', () => {
  it('is registered, gets tokens with an old and a new secret, and is removed', async () => {
    const json = { name: 'Warehouse', scopes: ['inventory:read', 'inventory:write'] };
    const registered = await auth.call('POST /admin/clients', { token, json });
    expect([registered.status, registered.body]).toEqual([
      201,
      {
        clientId: expect.stringMatching(/^cli_[0-9a-f]{32}$/),
        clientSecret: expect.stringMatching(/^[\w-]{43}$/),
        scopes: json.scopes,
      },
    ]);
    const { clientId, clientSecret } = registered.body;
    const rotated = await managed('POST /admin/clients/{id}/secret', clientId);
    const answers = await Promise.all([
      clientToken(basic(clientId, clientSecret)),
      clientToken(basic(clientId, rotated.body.clientSecret)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const accessToken = answers[0]?.body.access_token;
    expect(await auth.verify(accessToken)).toMatchObject({ subject: clientId, kind: 'client' });
    auth.clock.advance(86_400_000);
    expect(outcomeOf(await clientToken(basic(clientId, clientSecret)))).toBe('401 invalid_client');
    token = (await auth.login(admin)).accessToken;
    const fresh = await clientToken(basic(clientId, rotated.body.clientSecret));
    expect((await managed('DELETE /admin/clients/{id}', clientId)).status).toBe(204);
    const told = (await auth.messages()).at(-1)?.envelope;
    expect([told?.type, told?.data]).toEqual(['auth.client-removed.v1', { subject: clientId }]);
    await expect(auth.verify(fresh.body.access_token)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('has every secret that was shown, when two rotate it at once', async () => {
    const json = { name: 'Twice', scopes: ['inventory:read'] };
    const { clientId } = (await auth.call('POST /admin/clients', { token, json })).body;
    for (let round = 0; round < 5; round += 1) {
      const rotate = () => managed('POST /admin/clients/{id}/secret', clientId);
      const answers = await Promise.all([rotate(), rotate()]);
      const shown = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status !== 200);
      expect(shown.length).toBeGreaterThanOrEqual(1);
      expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'invalid-state'));
      const tokens = await Promise.all(
        shown.map(({ body }) => clientToken(basic(clientId, body.clientSecret))),
      );
      expect(tokens.map(({ status }) => status)).toEqual(shown.map(() => 200));
    }
  });

  it('is never given what only services of ours may do', async () => {
    const json = { name: 'Curious', scopes: ['catalogue:quote'] };
    const answer = await auth.call('POST /admin/clients', { token, json });
    expect([answer.status, answer.body.code]).toEqual([422, 'validation-failed']);
  });

  it.each(serviceClients.map(({ clientId }) => clientId))(
    '%s of a service gets no secret that Secrets Manager does not know',
    async (clientId) => {
      const answer = await managed('POST /admin/clients/{id}/secret', clientId);
      expect([answer.status, answer.body.code]).toEqual([409, 'invalid-state']);
    },
  );

  it.each(serviceClients)('$clientId of a service is not removed', async ({ clientId, scopes }) => {
    const secrets = [{ hash: 'h', createdAt: 'then' }];
    const client = { id: clientId, name: clientId, scopes, secrets, createdAt: 'then' };
    await auth.table.transact([writes.createClient(client)]);
    const answer = await managed('DELETE /admin/clients/{id}', clientId);
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    expect(await auth.store.client(clientId)).toEqual(client);
  });

  it.each([
    ['bytes', Buffer.from([0xff, 0xfe])],
    ['escaped bytes', Buffer.from('%C3%28')],
    ['half an escape', Buffer.from('100%')],
  ])('is refused with a form that is no UTF-8: %s', async (_, scope) => {
    const answer = await auth.call('POST /oauth/token', {
      bytes: Buffer.concat([Buffer.from('grant_type=client_credentials&scope='), scope]),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...demoService },
    });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('gets the scopes it asks for, never others', async () => {
    const some = await clientToken(demoService, { scope: 'orders:fulfil' });
    expect([some.status, some.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(some.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'orders:fulfil',
    });
    const all = await clientToken(demoService);
    expect(all.body.scope).toBe('inventory:read orders:fulfil webhooks:manage');
    const wider = await clientToken(demoService, { scope: 'orders:fulfil inventory:write' });
    expect([wider.status, wider.body.error]).toEqual([400, 'invalid_scope']);
  });

  it.each([
    ['a wrong secret', basic('demo-service', 'wrong')],
    ['an unknown client', basic('nobody', 'wrong')],
    ['no secret', basic('demo-service', '')],
    ['the public client', basic('tandem', '')],
    ['no credentials', {}],
    ['another scheme', { authorization: 'Bearer x' }],
  ])('is refused with %s', async (_, headers) => {
    const answer = await clientToken(headers as Record<string, string>);
    expect([answer.status, answer.body.error, answer.headers['www-authenticate']]).toEqual([
      401,
      'invalid_client',
      'Basic realm="oauth"',
    ]);
  });

  it('shows its secret in one way only', async () => {
    const both = await clientToken(demoService, { client_secret: 'x' });
    expect([both.status, both.body.error]).toEqual([400, 'invalid_request']);
    const form = { client_id: 'demo-service', client_secret: 'demo-service-secret-please-change' };
    expect((await clientToken({}, form)).status).toBe(200);
  });

  it('is told what a grant it cannot use is called', async () => {
    const form = { grant_type: 'password' };
    const answer = await auth.call('POST /oauth/token', { form, headers: demoService });
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('introspects and revokes its token', async () => {
    const { access_token } = (await clientToken(demoService)).body;
    const post = (route: string) =>
      auth.call(route, { form: { token: access_token }, headers: demoService });
    expect((await post('POST /oauth/introspect')).body).toMatchObject({
      active: true,
      sub: 'cli_demo-service',
      client_id: 'demo-service',
      scope: 'inventory:read orders:fulfil webhooks:manage',
    });
    expect((await post('POST /oauth/revoke')).status).toBe(200);
    expect((await post('POST /oauth/introspect')).body).toEqual({ active: false });
    expect((await post('POST /oauth/revoke')).status).toBe(200);
  });

  it('does not end the session of somebody else', async () => {
    const { refreshToken, accessToken } = await auth.login();
    const revoke = (given: string, form = {}, headers = {}) =>
      auth.call('POST /oauth/revoke', { form: { token: given, ...form }, headers });
    await revoke(refreshToken, {}, demoService);
    expect((await auth.call('GET /users/me', { token: accessToken })).status).toBe(200);
    await revoke(refreshToken, { client_id: 'tandem' });
    expect(await asked(accessToken)).toBe('401 unauthenticated');
  });
});
