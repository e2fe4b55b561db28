// Passwords and one-time codes: changed by their owner only, and no session outlives a change.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import { type AuthDatabase, password, startAuthDatabase } from '../support/auth-database.ts';
import { outcomeOf } from '../support/refusals.ts';

let auth: AuthDatabase;
beforeAll(async () => {
  auth = await startAuthDatabase();
});
afterAll(() => auth.stop());

const newPassword = 'another horse, another battery';
const code = (secret: string, offset = 0) => totpAt(secret, stepAt(auth.clock.now()) + offset);

const enrolled = async (email: string) => {
  const { token } = await auth.customer(email);
  const { body } = await auth.call('POST /users/me/mfa', { token, json: { password } });
  const json = { otp: code(body.secret) };
  const confirmed = await auth.call('POST /users/me/mfa/confirm', { token, json });
  expect(confirmed.status).toBe(204);
  auth.clock.advance(30_000);
  return { email, token, secret: String(body.secret), recoveryCodes: body.recoveryCodes };
};

describe('a password', () => {
  it('is changed with the old one; every session ends', async () => {
    const { token, email } = await auth.customer('change@example.com');
    const change = (currentPassword: string, json = {}) =>
      auth.call('POST /users/me/password', {
        token,
        json: { currentPassword, newPassword, ...json },
      });
    expect((await change('wrong')).body.code).toBe('invalid-credentials');
    const weak = await change(password, { newPassword: 'short' });
    expect(weak.body.errors[0].pointer).toBe('/newPassword');
    expect((await change(password)).status).toBe(204);
    expect(outcomeOf(await auth.call('GET /users/me', { token }))).toBe('401 unauthenticated');
    expect((await auth.login({ email, password })).code).toBe('invalid-credentials');
    expect((await auth.login({ email, password: newPassword })).tokenType).toBe('Bearer');
    expect((await auth.mails(email)).at(-1)?.template).toBe('password-changed');
  });

  it('is reset with the token from a mail, once; every session ends', async () => {
    const { token, email } = await auth.customer('reset@example.com');
    const ask = (address: string) =>
      auth.call('POST /auth/password-reset', { json: { email: address } });
    const [known, unknown] = [await ask(email), await ask('unknown@example.com')];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    const link = await auth.lastToken(email, 'password-reset');
    const confirm = () =>
      auth.call('POST /auth/password-reset/confirm', {
        json: { token: link, password: newPassword },
      });
    expect((await confirm()).status).toBe(204);
    expect((await confirm()).body.code).toBe('invalid-token');
    expect(outcomeOf(await auth.call('GET /users/me', { token }))).toBe('401 unauthenticated');
    expect((await auth.login({ email, password: newPassword })).tokenType).toBe('Bearer');
  });

  it('is not reset with a link from before it was changed', async () => {
    const { token, email } = await auth.customer('stale@example.com');
    await auth.call('POST /auth/password-reset', { json: { email } });
    const link = await auth.lastToken(email, 'password-reset');
    const json = { currentPassword: password, newPassword };
    await auth.call('POST /users/me/password', { token, json });
    const late = await auth.call('POST /auth/password-reset/confirm', {
      json: { token: link, password: `${newPassword}!` },
    });
    expect(late.body.code).toBe('invalid-token');
  });

  it('is not reset, and the account moves no further, by a link from before it moved', async () => {
    const former = 'former@example.com';
    const { token } = await auth.customer(former);
    const linkTo = async (email: string) => {
      await auth.call('PATCH /users/me', { token, json: { email, password } });
      return auth.lastToken(email, 'verify-email');
    };
    const follow = async (link: string) =>
      outcomeOf(await auth.call('POST /users/verification', { json: { token: link } }));
    const mistyped = await linkTo('mistyped@example.com');
    await auth.call('POST /auth/password-reset', { json: { email: former } });
    const reset = await auth.lastToken(former, 'password-reset');

    expect(await follow(await linkTo('meant@example.com'))).toBe('204');
    expect(await follow(mistyped)).toBe('400 invalid-token');
    const json = { token: reset, password: 'whoever reads the former mail' };
    const confirmed = await auth.call('POST /auth/password-reset/confirm', { json });
    expect(outcomeOf(confirmed)).toBe('400 invalid-token');
    expect((await auth.login({ email: 'meant@example.com', password })).tokenType).toBe('Bearer');
  });

  it('is not reset with the token of another mail', async () => {
    const email = 'purpose@example.com';
    await auth.call('POST /users', { json: { email, password, name: 'P' } });
    const link = await auth.lastToken(email, 'verify-email');
    const answer = await auth.call('POST /auth/password-reset/confirm', {
      json: { token: link, password: newPassword },
    });
    expect(answer.body.code).toBe('invalid-token');
  });
});

describe('an account that moves', () => {
  it.each(['before', 'after'])(
    'takes its address from whoever registered it %s the link was sent, and read none',
    async (when) => {
      const email = `taken-${when}@example.com`;
      const register = () =>
        auth.call('POST /users', { json: { email, password, name: 'Stranger' } });
      const { token } = await auth.customer(`owner-${when}@example.com`);
      if (when === 'before') await register();
      await auth.call('PATCH /users/me', { token, json: { email, password } });
      const link = await auth.lastToken(email, 'verify-email');
      if (when === 'after') await register();
      const theirs = (await auth.mails(email)).find((mail) => mail.token !== link)?.token;
      const follow = async (given?: string) =>
        (await auth.call('POST /users/verification', { json: { token: given } })).status;
      expect([await follow(link), await follow(theirs)]).toEqual([204, 400]);
      expect((await auth.call('GET /users/me', { token })).body.email).toBe(email);
    },
  );
});

describe('a one-time code', () => {
  it('is asked for at login, and counts once', async () => {
    const { email, secret } = await enrolled('mfa@example.com');
    const login = (otp?: string) => auth.login({ email, password, ...(otp ? { otp } : {}) });
    expect((await login()).code).toBe('otp-required');
    expect((await login('000000')).code).toBe('invalid-credentials');
    const otp = code(secret);
    expect((await login(otp)).tokenType).toBe('Bearer');
    expect((await login(otp)).code).toBe('invalid-credentials');
    expect((await auth.mails(email)).at(-1)?.template).toBe('mfa-enabled');
  });

  it('opens one session of two that use it at once', async () => {
    const { email, secret } = await enrolled('mfa-race@example.com');
    const json = { email, password, otp: code(secret) };
    const call = () => auth.call('POST /auth/login', { json });
    const outcomes = (await Promise.all([call(), call()])).map(outcomeOf);
    expect(outcomes.sort()).toEqual(['200', '401 invalid-credentials']);
  });

  it('may be a step early or late, not two', async () => {
    const { email, secret } = await enrolled('mfa-clock@example.com');
    const login = (otp: string) => auth.login({ email, password, otp });
    expect((await login(code(secret, 2))).code).toBe('invalid-credentials');
    expect((await login(code(secret, 1))).tokenType).toBe('Bearer');
    auth.clock.advance(90_000);
    expect((await login(code(secret, -1))).tokenType).toBe('Bearer');
  });

  it('can be one of ten recovery codes, each once', async () => {
    const { email, recoveryCodes } = await enrolled('recovery@example.com');
    expect(recoveryCodes).toHaveLength(10);
    const [otp = ''] = recoveryCodes;
    expect(otp).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    expect((await auth.login({ email, password, otp: otp.toLowerCase() })).tokenType).toBe(
      'Bearer',
    );
    expect((await auth.login({ email, password, otp })).code).toBe('invalid-credentials');
  });

  it('is asked for again before the password or MFA changes', async () => {
    const { token, secret } = await enrolled('step-up@example.com');
    const change = (json: object) => auth.call('POST /users/me/password', { token, json });
    const passwords = { currentPassword: password, newPassword: 'shorter' };
    expect((await change(passwords)).body.code).toBe('otp-required');
    const off = (json: object) => auth.call('DELETE /users/me/mfa', { token, json });
    expect((await off({ password })).body.code).toBe('otp-required');
    expect((await off({ password, otp: code(secret) })).status).toBe(204);
    expect((await auth.call('GET /users/me', { token })).body.mfaEnabled).toBe(false);
  });

  it('is spent by a change that fails', async () => {
    const { token, secret, email } = await enrolled('spent@example.com');
    const otp = code(secret);
    const json = { currentPassword: password, newPassword: 'short', otp };
    const weak = await auth.call('POST /users/me/password', { token, json });
    expect(weak.body.code).toBe('password-rejected');
    const again = await auth.call('POST /users/me/password', {
      token,
      json: { ...json, newPassword },
    });
    expect(again.body.code).toBe('invalid-credentials');
    expect((await auth.login({ email, password, otp })).code).toBe('invalid-credentials');
    auth.clock.advance(30_000);
    const next = { ...json, newPassword, otp: code(secret) };
    expect((await auth.call('POST /users/me/password', { token, json: next })).status).toBe(204);
  });

  it('makes up for a shorter password, which must grow before MFA goes', async () => {
    const { token, secret, email } = await enrolled('short@example.com');
    const json = { currentPassword: password, newPassword: 'k7#mQ!zp', otp: code(secret) };
    expect((await auth.call('POST /users/me/password', { token, json })).status).toBe(204);
    auth.clock.advance(30_000);
    const again = { email, password: 'k7#mQ!zp' };
    const session = await auth.login({ ...again, otp: code(secret) });
    auth.clock.advance(30_000);
    const off = await auth.call('DELETE /users/me/mfa', {
      token: session.accessToken,
      json: { password: again.password, otp: code(secret) },
    });
    expect(off.body.code).toBe('password-rejected');
  });

  it('makes up for a shorter password with the link from a mail, too', async () => {
    const { email } = await enrolled('short-reset@example.com');
    const plain = 'short-plain@example.com';
    await auth.customer(plain);
    const confirm = async (address: string) => {
      await auth.call('POST /auth/password-reset', { json: { email: address } });
      const json = {
        token: await auth.lastToken(address, 'password-reset'),
        password: 'k7#mQ!zp',
      };
      return outcomeOf(await auth.call('POST /auth/password-reset/confirm', { json }));
    };
    expect(await confirm(email)).toBe('204');
    expect(await confirm(plain)).toBe('422 password-rejected');
  });

  it('matches the published values', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000];
    // https://www.rfc-editor.org/rfc/rfc6238#appendix-B, the last six digits
    expect(times.map((time) => totpAt(secret, stepAt(time * 1000)))).toEqual([
      '287082',
      '081804',
      '050471',
      '005924',
      '279037',
    ]);
  });
});
