// A person's way through auth, on a real table: register, verify, log in, refresh, log out.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedAccounts } from '../../localstack/seed/accounts.ts';
import type { Table } from '../../platform/data/table.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { startAuth, type TestAuth } from '../support/auth.ts';
import { testClock } from '../support/clock.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';

let database: TestDatabase;
let table: Table;
let auth: TestAuth;
const clock = testClock();

beforeAll(async () => {
  database = await startDatabase();
  table = await database.table('tandem-test-users');
  auth = startAuth(table, clock);
  await seedAccounts({ client: database.client, tableName: 'tandem-test-users' });
});
afterAll(() => database.stop());

const messages = async (): Promise<AddressedMessage[]> => {
  const shards = ['0', '1', '2', '3'];
  const items = await Promise.all(
    shards.map((shard) =>
      table.queryIndex<{ messages: AddressedMessage[] }>('pending-index', shard, '9'),
    ),
  );
  return items.flat().flatMap((item) => item.messages);
};

const mailTo = async (email: string, template: string) => {
  const sent = await messages();
  return sent
    .map(({ envelope }) => envelope.data as { email?: string; template?: string; token?: string })
    .findLast((data) => data.email === email && data.template === template);
};

const password = 'a-long-enough-password';
const demo = { email: 'demo@example.com', password: 'demo-password-please-change' };
const login = async (credentials = demo) =>
  (await auth.call('POST /auth/login', { json: credentials })).body;

describe('an account', () => {
  it('is registered, verified by mail and then logs in', async () => {
    const account = { email: 'Ada@Example.com', password, name: 'Ada' };
    const registered = await auth.call('POST /users', { json: account });
    expect([registered.status, registered.body]).toEqual([202, { status: 'accepted' }]);

    const early = await auth.call('POST /auth/login', {
      json: { email: account.email, password },
    });
    expect([early.status, early.body.code]).toEqual([403, 'email-not-verified']);

    const mail = await mailTo('ada@example.com', 'verify-email');
    const token = mail?.token ?? '';
    expect((await auth.call('POST /users/verification', { json: { token } })).status).toBe(204);
    const again = await auth.call('POST /users/verification', { json: { token } });
    expect([again.status, again.body.code]).toEqual([400, 'invalid-token']);

    const tokens = await login({ email: 'ADA@example.com', password });
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 600,
    });
    const profile = await auth.call('GET /users/me', { token: tokens.accessToken });
    expect(profile.body).toEqual({
      id: expect.stringMatching(/^usr_[0-9a-f]{32}$/),
      email: 'ada@example.com',
      name: 'Ada',
      roles: ['customer'],
      emailVerified: true,
      mfaEnabled: false,
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    const facts = (await messages()).filter(({ destination }) => destination === 'topic');
    expect(facts.map(({ envelope }) => envelope.data)).toContainEqual({
      userId: profile.body.id,
      email: 'ada@example.com',
      name: 'Ada',
    });
  });

  it('that exists already gets a mail instead, and the answer is the same', async () => {
    const json = { email: demo.email, password, name: 'Mallory' };
    const answer = await auth.call('POST /users', { json });
    expect([answer.status, answer.body]).toEqual([202, { status: 'accepted' }]);
    expect(await mailTo(demo.email, 'already-registered')).toEqual({
      userId: expect.any(String),
      email: demo.email,
      name: 'Demo Customer',
      template: 'already-registered',
    });
    expect((await login()).tokenType).toBe('Bearer');
  });

  it('answers a wrong password like an unknown address', async () => {
    const wrong = await auth.call('POST /auth/login', { json: { ...demo, password: 'x' } });
    const unknown = await auth.call('POST /auth/login', {
      json: { email: 'nobody@example.com', password: 'x' },
    });
    const comparable = ({ instance: _, ...rest }: Record<string, unknown>) => rest;
    expect(wrong.status).toBe(401);
    expect(comparable(wrong.body)).toEqual(comparable(unknown.body));
    expect(wrong.body.code).toBe('invalid-credentials');
  });
});

describe('a session', () => {
  it('rotates its refresh token; one used twice ends it', async () => {
    const first = await login();
    clock.advance(1000);
    const refresh = (refreshToken: string) =>
      auth.call('POST /auth/refresh', { json: { refreshToken } });
    const second = await refresh(first.refreshToken);
    expect(second.status).toBe(200);
    clock.advance(1000);
    const reused = await refresh(first.refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'invalid-refresh-token']);
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
    const { accessToken: token } = second.body;
    expect((await auth.call('GET /users/me', { token })).status).toBe(401);
  });

  it('has one winner when a token is exchanged twice at once', async () => {
    let { refreshToken } = await login();
    for (let round = 0; round < 20; round += 1) {
      const call = () => auth.call('POST /auth/refresh', { json: { refreshToken } });
      const answers = await Promise.all([call(), call()]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      refreshToken = answers.find(({ status }) => status === 200)?.body.refreshToken;
      clock.advance(10);
    }
  });

  it('ends with logout', async () => {
    const { accessToken: token, refreshToken } = await login();
    expect((await auth.call('POST /auth/logout', { token })).status).toBe(204);
    expect((await auth.call('GET /users/me', { token })).status).toBe(401);
    const refreshed = await auth.call('POST /auth/refresh', { json: { refreshToken } });
    expect(refreshed.status).toBe(401);
  });

  it('ends after seven idle days', async () => {
    const { refreshToken } = await login();
    clock.advance(7 * 86_400_000);
    const refreshed = await auth.call('POST /auth/refresh', { json: { refreshToken } });
    expect(refreshed.status).toBe(401);
  });
});

describe('an OAuth client', () => {
  it('gets a token for itself', async () => {
    const authorization = `Basic ${Buffer.from('demo-service:demo-service-secret-please-change').toString('base64')}`;
    const answer = await auth.call('POST /oauth/token', {
      form: { grant_type: 'client_credentials', scope: 'orders:fulfil' },
      headers: { authorization },
    });
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'orders:fulfil',
    });
    expect(await auth.verify(answer.body.access_token)).toMatchObject({
      subject: 'cli_demo-service',
      kind: 'client',
      scopes: ['orders:fulfil'],
      roles: [],
    });
  });
});

describe('the seed', () => {
  it('adds nothing the second time', async () => {
    const seeded = await seedAccounts({ client: database.client, tableName: 'tandem-test-users' });
    expect(seeded).toBe(0);
  });
});
