// What auth logs never holds a password, a token, a code or an address, even before the logger takes secrets out.

import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, it } from 'vitest';
import { stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import { startAuth } from '../support/auth.ts';
import { testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const lines: string[] = [];
const stream = new Writable({
  write: (chunk, _encoding, done) => {
    lines.push(String(chunk));
    done();
  },
});
const clock = testClock();
const table = createMemoryTable();
const auth = startAuth(table, clock, pino({ level: 'trace' }, stream));
const secrets: string[] = [];
const secret = <T extends string>(text: T): T => {
  secrets.push(text);
  return text;
};

const lastToken = (): string => {
  const texts = table.all().map((item) => JSON.stringify(item));
  const tokens = texts.flatMap((text) => [...text.matchAll(/"token":"([\w-]{43})"/g)]);
  return tokens.at(-1)?.[1] ?? '';
};

it('a whole life of an account leaves no secret in the log', async () => {
  const email = secret('secretive@example.com');
  const password = secret('correct horse battery staple');
  const post = (path: string, json: object, token?: string) =>
    auth.call(`POST ${path}`, { json, token });
  await post('/users', { email, password, name: 'Secretive' });
  const link = secret(lastToken());
  await post('/users/verification', { token: link });
  await post('/users/verification', { token: link });
  await post('/auth/login', { email, password: secret('a wrong password') });
  const { body: first } = await post('/auth/login', { email, password });
  secrets.push(first.accessToken, first.refreshToken);
  clock.advance(1_000);
  const { body: tokens } = await post('/auth/refresh', { refreshToken: first.refreshToken });
  const token = secret(String(tokens.accessToken));
  secrets.push(tokens.refreshToken);
  const { body: mfa } = await post('/users/me/mfa', { password }, token);
  secrets.push(mfa.secret, ...mfa.recoveryCodes);
  const otp = totpAt(mfa.secret, stepAt(clock.now()));
  await post('/users/me/mfa/confirm', { otp: secret(otp) }, token);
  await auth.call('GET /users/me', { token: `${token}x` });
  await post('/auth/password-reset', { email });
  await post('/auth/password-reset/confirm', {
    token: secret(lastToken()),
    password: secret('another horse, another battery'),
  });
  clock.advance(2_000);
  await post('/auth/refresh', { refreshToken: first.refreshToken });
  const [once, second] = mfa.recoveryCodes;
  const now = { email, password: 'another horse, another battery' };
  const { body: own } = await post('/auth/login', { ...now, otp: once });
  secrets.push(own.accessToken, own.refreshToken);
  await auth.call('DELETE /users/me/mfa', {
    json: { password: now.password, otp: second },
    token: own.accessToken,
  });
  const clientSecret = secret('a client secret that is wrong');
  await auth.call('POST /oauth/token', {
    form: { grant_type: 'client_credentials', client_id: 'x', client_secret: clientSecret },
  });

  const text = lines.join('');
  const events = [...text.matchAll(/"event":"([\w-]+)"/g)].map(([, event]) => event);
  expect(events.slice(-5)).toEqual([
    'login-succeeded',
    'recovery-code-used',
    'recovery-code-used',
    'mfa-disabled',
    'client-authentication-failed',
  ]);
  expect(lines.length).toBeGreaterThan(12);
  expect(secrets.filter((each) => each.length < 6)).toEqual([]);
  expect(secrets.filter((each) => text.includes(each))).toEqual([]);
});
