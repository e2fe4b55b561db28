// Two hundred tries at the same moment: no more of them are heard than of tries one after another.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import type { Answer } from '../support/auth.ts';
import { type AuthDatabase, demo, password, startAuthDatabase } from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const burst = 200;
const wrongOne = '401 invalid-credentials';
const waits = '429 rate-limited';

const atOnce = async (call: (number: number) => Promise<Answer>, length = burst) => {
  const answers = await Promise.all(Array.from({ length }, (_, number) => call(number)));
  const outcomes = Map.groupBy(answers, outcomeOf);
  return Object.fromEntries([...outcomes].map(([outcome, found]) => [outcome, found.length]));
};

const six = (number: number): string => String(number).padStart(6, '0');

it('of wrong passwords for one account from fifty networks at once, eighteen are heard', async () => {
  const json = { email: 'burst@example.com', password: 'wrong' };
  const guess = () => auth.call('POST /auth/login', { json });
  expect(await atOnce(guess, 50)).toEqual({ [wrongOne]: 18, [waits]: 32 });
});

describe('of two hundred at once, five are heard', () => {
  it('wrong passwords for one account from one network', async () => {
    const json = { email: 'burst-network@example.com', password: 'wrong' };
    const sourceIp = '203.0.113.9';
    expect(await atOnce(() => auth.call('POST /auth/login', { json, sourceIp }))).toEqual({
      [wrongOne]: 5,
      [waits]: burst - 5,
    });
  });

  it('wrong passwords for many accounts from one address', async () => {
    const guess = (number: number) =>
      auth.call('POST /auth/login', {
        json: { email: `burst-${number}@example.com`, password: 'wrong' },
        sourceIp: '203.0.113.1',
      });
    expect(await atOnce(guess)).toEqual({ [wrongOne]: 5, [waits]: burst - 5 });
  });

  it('one-time codes beside the right password, from one network', async () => {
    const email = 'burst-mfa@example.com';
    const { token } = await auth.customer(email);
    const { body } = await auth.call('POST /users/me/mfa', { token, json: { password } });
    const secret = String(body.secret);
    const otp = totpAt(secret, stepAt(auth.clock.now()));
    await auth.call('POST /users/me/mfa/confirm', { token, json: { otp } });
    const good = [-1, 0, 1].map((offset) => totpAt(secret, stepAt(auth.clock.now()) + offset));
    const wrong = Array.from({ length: burst + 3 }, (_, number) => six(number)).filter(
      (code) => !good.includes(code),
    );
    const guess = (number: number) =>
      auth.call('POST /auth/login', {
        json: { email, password, otp: wrong[number] },
        sourceIp: '203.0.113.8',
      });
    expect(await atOnce(guess)).toEqual({ [wrongOne]: 5, [waits]: burst - 5 });
  });

  it('codes that would turn MFA on', async () => {
    const { token } = await auth.customer('burst-confirm@example.com');
    await auth.call('POST /users/me/mfa', { token, json: { password } });
    const guess = () => auth.call('POST /users/me/mfa/confirm', { token, json: { otp: 'ABCDEF' } });
    expect(await atOnce(guess)).toEqual({ [wrongOne]: 5, [waits]: burst - 5 });
  });

  it.each([
    ['POST /users', { password, name: 'Burst' }],
    ['POST /auth/password-reset', {}],
  ])('%s, each of which sends a mail', async (route, rest) => {
    const json = { email: 'burst-mail@example.com', ...rest };
    expect(await atOnce(() => auth.call(route, { json }))).toEqual({ 202: 5, [waits]: burst - 5 });
  });
});

describe('a try that was no guess is not counted', () => {
  const login = (json: object, sourceIp: string) =>
    auth.call('POST /auth/login', { json, sourceIp });

  it('a right password, however often one address brings it', async () => {
    for (let number = 0; number < 12; number += 1) {
      expect((await login(demo, '203.0.113.2')).status).toBe(200);
    }
    const wrong = { ...demo, password: 'wrong' };
    expect(outcomeOf(await login(wrong, '203.0.113.2'))).toBe(wrongOne);
  });

  it('a right password without the code that is still asked for', async () => {
    const email = 'asked@example.com';
    const { token } = await auth.customer(email);
    const { body } = await auth.call('POST /users/me/mfa', { token, json: { password } });
    const otp = totpAt(String(body.secret), stepAt(auth.clock.now()));
    await auth.call('POST /users/me/mfa/confirm', { token, json: { otp } });
    for (let number = 0; number < 12; number += 1) {
      const { code } = (await login({ email, password }, '203.0.113.3')).body;
      expect(code).toBe('otp-required');
    }
  });

  it('wrong ones of the address stay counted when a right one comes in between', async () => {
    const wrong = { ...demo, password: 'wrong' };
    const outcomes = [];
    for (const json of [wrong, wrong, demo, wrong, demo, wrong, wrong, demo]) {
      outcomes.push(outcomeOf(await login(json, '203.0.113.4')));
    }
    expect(outcomes).toEqual([
      ...[wrongOne, wrongOne, '200', wrongOne, '200', wrongOne, wrongOne],
      waits,
    ]);
    auth.clock.advance(1_000);
    expect((await login(demo, '203.0.113.4')).status).toBe(200);
  });
});
