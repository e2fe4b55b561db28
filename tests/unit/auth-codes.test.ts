// One-time codes by the vectors of their standards, and how a client of OAuth shows who it is.
import { describe, expect, it } from 'vitest';
import {
  base32,
  newRecoveryCode,
  newTotpSecret,
  otpauthUri,
  recoveryHash,
  spendCode,
  stepAt,
  totpAt,
} from '../../functions/auth/credentials/totp.ts';
import type { OAuthClient } from '../../functions/auth/domain/client.ts';
import {
  authenticateClient,
  clientIdOf,
  credentialsOf,
} from '../../functions/auth/oauth/client-authentication.ts';
import { oauthRefusal } from '../../functions/auth/oauth/oauth-refusal.ts';
import { sha256 } from '../../functions/auth/secret-token.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { testClock } from '../support/clock.ts';
import { codeOf, refusal } from '../support/refusals.ts';

/** `12345678901234567890`, as RFC 6238 has it. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code', () => {
  // https://www.rfc-editor.org/rfc/rfc6238#appendix-B, of which six digits are shown
  it.each([
    [59, 1, '287082'],
    [1_111_111_109, 37_037_036, '081804'],
    [1_111_111_111, 37_037_037, '050471'],
    [1_234_567_890, 41_152_263, '005924'],
    [2_000_000_000, 66_666_666, '279037'],
    [20_000_000_000, 666_666_666, '353130'],
  ])('at %d s is of step %d: %s', (seconds, step, code) => {
    expect(stepAt(seconds * 1_000)).toBe(step);
    expect(stepAt(seconds * 1_000 + 999)).toBe(step);
    expect(totpAt(secret, step)).toBe(code);
  });

  // https://www.rfc-editor.org/rfc/rfc4648#section-10
  it.each([
    ['', ''],
    ['fooba', 'MZXW6YTB'],
    ['12345678901234567890', secret],
  ])('%j is %s in base 32', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });

  const now = 2_000_000_010_000;
  const step = 66_666_667;
  const mfa = {
    secret,
    lastStep: 0,
    recoveryHashes: [recoveryHash('AAAA-BBBB'), recoveryHash('CCCC')],
  };

  it.each([
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ])('of %d steps from now is taken: %s', (offset, isTaken) => {
    const code = totpAt(secret, step + offset);
    expect(spendCode(mfa, code, now)).toEqual(
      isTaken ? { ...mfa, lastStep: step + offset } : undefined,
    );
  });

  it('is taken once, and none before it after it', () => {
    const spent = { ...mfa, lastStep: step };
    expect(spendCode(spent, totpAt(secret, step), now)).toBeUndefined();
    expect(spendCode(spent, totpAt(secret, step - 1), now)).toBeUndefined();
    expect(spendCode(spent, totpAt(secret, step + 1), now)).toEqual({ ...mfa, lastStep: step + 1 });
  });

  it('for a lost device is taken once, however it is written', () => {
    const left = { ...mfa, recoveryHashes: [recoveryHash('CCCC')] };
    expect(spendCode(mfa, 'aaaa bbbb', now)).toEqual(left);
    expect(spendCode(left, 'AAAA-BBBB', now)).toBeUndefined();
    expect(spendCode(mfa, '000000', now)).toBeUndefined();
  });

  it('is made of random bits, and shown as apps read it', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(newRecoveryCode()).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
    expect(otpauthUri('a@b.example', secret)).toBe(
      `otpauth://totp/Tandem:a%40b.example?secret=${secret}&issuer=Tandem&algorithm=SHA1&digits=6&period=30`,
    );
  });
});

describe('a client of OAuth', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    [basic('shop:secret'), {}, { id: 'shop', secret: 'secret' }],
    [basic('shop:secret').replace('Basic', 'basic'), {}, { id: 'shop', secret: 'secret' }],
    [basic('a+b%3A:c%2Bd:e'), {}, { id: 'a b:', secret: 'c+d:e' }],
    [basic('shop:'), {}, { id: 'shop', secret: '' }],
    [basic('shop:secret'), { client_id: 'shop' }, { id: 'shop', secret: 'secret' }],
    [undefined, { client_id: 'shop', client_secret: 's' }, { id: 'shop', secret: 's' }],
    [undefined, { client_id: 'shop' }, { id: 'shop' }],
  ])('with %j and %j is %j', (header, fields, credentials) => {
    expect(credentialsOf(header, fields)).toEqual(credentials);
  });

  it.each([
    [undefined, {}, 'invalid-client'],
    [undefined, { client_secret: 's' }, 'invalid-client'],
    ['Bearer x', {}, 'invalid-client'],
    [basic('shop'), {}, 'invalid-client'],
    [basic(':secret'), {}, 'invalid-client'],
    [basic('%:secret'), {}, 'invalid-client'],
    [basic('shop:secret'), { client_secret: 's' }, 'malformed-request'],
    [basic('shop:secret'), { client_id: 'other' }, 'malformed-request'],
  ])('with %j and %j is refused', (header, fields, code) => {
    expect(codeOf(() => credentialsOf(header, fields))).toBe(code);
  });

  const clock = testClock();
  const end = clock.now();
  const client = (secrets: OAuthClient['secrets']): OAuthClient => ({
    ...{ id: 'shop', name: 'Shop', scopes: [], createdAt: '' },
    secrets,
  });
  const known = client([
    { hash: sha256('new'), createdAt: '' },
    { hash: sha256('old'), createdAt: '', expiresAt: end + 1 },
  ]);
  const services = (found: OAuthClient | undefined) => ({
    clock,
    store: { client: async () => found },
  });

  it.each(['new', 'old'])('is known by its %s secret', async (shown) => {
    const credentials = { id: 'shop', secret: shown };
    expect(await authenticateClient(services(known), credentials)).toBe(known);
    expect(await clientIdOf(services(known), credentials)).toBe('shop');
  });

  it.each([
    ['another secret', known, 'x'],
    ['no secret', known, undefined],
    ['nothing, where none was ever made', client([]), ''],
    ['the hash of nothing', client([{ hash: sha256(''), createdAt: '' }]), ''],
    [
      'a secret that has ended',
      client([{ hash: sha256('old'), createdAt: '', expiresAt: end }]),
      'old',
    ],
    ['a name that nobody has', undefined, 'new'],
  ])('with %s is refused', async (_name, found, shown) => {
    const credentials = { id: 'shop', ...(shown !== undefined && { secret: shown }) };
    await expect(authenticateClient(services(found), credentials)).rejects.toThrow(
      refusal('invalid-client', { headers: { 'www-authenticate': 'Basic realm="oauth"' } }),
    );
  });

  it('is not looked for by what is no name', async () => {
    const asked: string[] = [];
    const store = {
      client: async (id: string) => {
        asked.push(id);
        return undefined;
      },
    };
    for (const id of ['x'.repeat(64), 'x'.repeat(65), 'a b']) {
      await authenticateClient({ clock, store }, { id, secret: 's' }).catch(() => undefined);
    }
    expect(asked).toEqual(['x'.repeat(64)]);
  });

  it('that is ours has no secret, and none that it shows is right', async () => {
    expect(await clientIdOf(services(undefined), { id: 'tandem' })).toBe('tandem');
    const shown = clientIdOf(services(undefined), { id: 'tandem', secret: 'x' });
    await expect(shown).rejects.toThrow(refusal('invalid-client'));
    await expect(clientIdOf(services(undefined), { id: 'shop' })).rejects.toThrow(
      refusal('invalid-client'),
    );
  });

  it.each([
    ['invalid-client', 401, 'invalid_client'],
    ['invalid-grant', 400, 'invalid_grant'],
    ['invalid-refresh-token', 400, 'invalid_grant'],
    ['validation-failed', 400, 'invalid_request'],
    ['forbidden', 400, 'invalid_request'],
    ['payload-too-large', 413, 'invalid_request'],
    ['unsupported-media-type', 415, 'invalid_request'],
    ['rate-limited', 429, 'invalid_request'],
    ['internal', 500, 'server_error'],
    ['overloaded', 503, 'temporarily_unavailable'],
  ] as const)('that is refused with %s is told %d %s', (code, status, error) => {
    const answer = oauthRefusal(new AppError(code));
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([status, error]);
    expect(answer.headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
  });

  it('is told what is wrong in plain characters, and when to come again', () => {
    const errors = [{ pointer: '/a', code: 'x', detail: 'is "ä"\\' }];
    const { body, headers } = oauthRefusal(
      new AppError('validation-failed', {
        detail: 'No ~',
        errors,
        retryAfter: 7,
        headers: { allow: 'x' },
      }),
    );
    expect(JSON.parse(body).error_description).toBe('No ~; /a is ????');
    expect(headers).toMatchObject({ 'retry-after': '7', allow: 'x' });
  });
});
