// Wrong passwords make whoever guesses wait, and never the owner; requests for mails make their address wait.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthDatabase, demo, password, startAuthDatabase } from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const wrong = '401 invalid-credentials';
const waits = '429 rate-limited';
const fiveHeard = [...Array(5).fill(wrong), waits];

describe('throttling', () => {
  const sourceIp = '192.0.2.1';
  const attempt = (email: string, from = sourceIp) =>
    auth.call('POST /auth/login', { json: { email, password: 'wrong' }, sourceIp: from });

  const owner = { sourceIp: '192.0.2.200', json: demo };
  const login = (options: { sourceIp: string; json: object }) =>
    auth.call('POST /auth/login', options);

  it('lets five wrong passwords of one network pass, then makes it wait twice as long each time', async () => {
    const outcomes = [];
    for (let number = 0; number < 6; number += 1) {
      outcomes.push(outcomeOf(await attempt(demo.email)));
    }
    expect(outcomes).toEqual(fiveHeard);
    const refused = await login({ sourceIp, json: demo });
    expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([
      429,
      'rate-limited',
      '1',
    ]);
    expect(refused.headers.ratelimit).toBe('"login";r=0;t=1');
    auth.clock.advance(1_000);
    expect(outcomeOf(await attempt(demo.email))).toBe('401 invalid-credentials');
    expect((await attempt(demo.email)).headers['retry-after']).toBe('2');
    // Nobody else waits.
    expect((await login(owner)).status).toBe(200);
    auth.clock.advance(2_000);
    expect((await login({ sourceIp, json: demo })).status).toBe(200);
  });

  /** Networks the account was never opened from have used up what they share. */
  const exhaust = async (email: string, network: string) => {
    const answers = [];
    for (let number = 0; number < 19; number += 1) {
      answers.push(outcomeOf(await attempt(email, `${network}.${number}`)));
    }
    expect(answers).toEqual([...Array(18).fill(wrong), waits]);
  };

  it('lets the owner in from where the account was opened before, whatever strangers do', async () => {
    const { email, password } = await auth.customer('attacked@example.com');
    const known = { sourceIp: '192.0.2.60', json: { email, password } };
    const unknown = { ...known, sourceIp: '192.0.2.61' };
    expect((await login(known)).status).toBe(200);
    await exhaust(email, '100.64.0');
    expect((await login(known)).status).toBe(200);
    const refused = await login(unknown);
    expect([outcomeOf(refused), refused.headers['retry-after']]).toEqual([waits, '2048']);
  });

  it('knows this machine as the one a seeded account is opened from', async () => {
    auth.clock.advance(86_400_000);
    await exhaust(demo.email, '100.64.9');
    for (const here of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect((await login({ sourceIp: here, json: demo })).status).toBe(200);
    }
  });

  it('lets a device in that shows the marker of an earlier login, from anywhere', async () => {
    const { email, password } = await auth.customer('travelling@example.com');
    const json = { email, password };
    const { deviceToken } = (await login({ sourceIp: '192.0.2.70', json })).body;
    await exhaust(email, '100.64.1');
    const from = (sourceIp: string, more: object) =>
      login({ sourceIp, json: { ...json, ...more } });
    const marked = await from('192.0.2.71', { deviceToken });
    expect([marked.status, marked.body.deviceToken.length > 0]).toEqual([200, true]);
    expect((await from('192.0.2.72', { deviceToken: marked.body.deviceToken })).status).toBe(200);
    const foreign = (await auth.login()).deviceToken;
    for (const other of [foreign, 'x', `${deviceToken}x`, '.', deviceToken.split('.')[0]]) {
      expect(outcomeOf(await from('192.0.2.73', { deviceToken: other }))).toBe('429 rate-limited');
    }
    auth.clock.advance(181 * 86_400_000);
    await exhaust(email, '100.64.2');
    expect(outcomeOf(await from('192.0.2.74', { deviceToken }))).toBe('429 rate-limited');
  });

  it('makes a marked device wait for its own wrong passwords', async () => {
    const { email, password } = await auth.customer('forgetful@example.com');
    const { deviceToken } = await auth.login({ email, password });
    const outcomes = [];
    for (let number = 0; number < 6; number += 1) {
      const json = { email, password: 'wrong', deviceToken };
      outcomes.push(outcomeOf(await login({ sourceIp: `192.0.2.${number + 80}`, json })));
    }
    expect(outcomes).toEqual(fiveHeard);
    expect((await auth.login({ email, password })).tokenType).toBe('Bearer');
  });

  it('lets the owner in from a new network once a link from a mail was followed there', async () => {
    const { email } = await auth.customer('elsewhere@example.com');
    await exhaust(email, '100.64.3');
    const from = { sourceIp: '192.0.2.90' };
    await auth.call('POST /auth/password-reset', { ...from, json: { email } });
    const token = await auth.lastToken(email, 'password-reset');
    const json = { token, password: 'another battery staple horse' };
    await auth.call('POST /auth/password-reset/confirm', { ...from, json });
    const again = { email, password: json.password };
    expect((await login({ ...from, json: again })).status).toBe(200);
  });

  it('does not let a stranger stand between an owner who is logged in and a change', async () => {
    const { email, token } = await auth.customer('changing@example.com');
    await exhaust(email, '100.64.4');
    const enrolled = await auth.call('POST /users/me/mfa', { token, json: { password } });
    expect(enrolled.status).toBe(200);
  });

  it('counts the address over all accounts, known or not', async () => {
    const outcomes = [];
    for (let number = 0; number < 6; number += 1) {
      outcomes.push(outcomeOf(await attempt(`nobody-${number}@example.com`)));
    }
    expect(outcomes).toEqual(fiveHeard);
    auth.clock.advance(60_000);
    expect(outcomeOf(await attempt('nobody@example.com'))).toBe('401 invalid-credentials');
  });

  it('loses no count when tries come at once', async () => {
    const email = 'burst@example.com';
    const from = '198.51.100.1';
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt(email, from)));
    const outcomes = answers.map(outcomeOf).sort();
    expect(outcomes).toEqual([...Array(5).fill(wrong), ...Array(7).fill(waits)]);
    auth.clock.advance(1_000);
    expect(outcomeOf(await attempt(email, from))).toBe('401 invalid-credentials');
    expect((await attempt(email, from)).headers['retry-after']).toBe('2');
  });

  it('counts all addresses of an IPv6 subscriber together', async () => {
    const outcomes = [];
    for (let number = 1; number <= 6; number += 1) {
      const from = `2001:db8:1:2:${number}:${number}:${number}:${number}`;
      outcomes.push(outcomeOf(await attempt(`nobody-${number}@example.org`, from)));
    }
    expect(outcomes).toEqual(fiveHeard);
    expect(outcomeOf(await attempt('nobody@example.org', '2001:db8:1:3::1'))).toBe(
      '401 invalid-credentials',
    );
  });

  it.each([
    ['POST /users', { password, name: 'Flood' }],
    ['POST /auth/password-reset', {}],
  ])('counts every %s, since each sends a mail', async (route, rest) => {
    const json = { email: 'flood@example.com', ...rest };
    const outcomes = [];
    for (let number = 0; number < 6; number += 1) {
      outcomes.push(outcomeOf(await auth.call(route, { json })));
    }
    expect(outcomes).toEqual([...Array(5).fill('202'), waits]);
  });
});
