// The pure rules of auth: passwords, throttling, sessions, accounts and clients.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  grantedScopes,
  rotateSecret,
  validSecretHashes,
} from '../../functions/auth/domain/client.ts';
import { commonPasswords } from '../../functions/auth/domain/common-passwords.ts';
import { checkPassword } from '../../functions/auth/domain/password-rules.ts';
import { isAlive, judge, rotated, type Session } from '../../functions/auth/domain/session.ts';
import { erase, newUser, setRoles, verifyAddress } from '../../functions/auth/domain/user.ts';
import {
  decodeRefreshToken,
  encodeRefreshToken,
  newRefreshToken,
} from '../../functions/auth/sessions/refresh-token.ts';

const email = 'ada@example.com';

describe('a password', () => {
  it('is refused when it is one of the 3,000 commonest', () => {
    const words = commonPasswords.trim().split(/\s+/);
    expect(new Set(words).size).toBe(3_000);
    for (const word of words) {
      expect(() => checkPassword(word, { email, hasMfa: true })).toThrow();
    }
  });

  it('is counted in characters, not in bytes or code units', () => {
    expect(() => checkPassword('🐎🔋📎✅🌍🌙🔥💧🍏🍎🍐🍊🍋🍌🍉', { email })).not.toThrow();
    expect(() => checkPassword('🐎🔋📎✅🌍🌙🔥💧', { email })).toThrow();
  });

  it('of random characters is acceptable', () => {
    const random = fc.string({ unit: 'grapheme', minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(random, (password) => {
        fc.pre(new Set(password.toLowerCase()).size > 20);
        checkPassword(password, { email });
      }),
    );
  });
});

describe('an account', () => {
  const user = newUser('usr_1', { email, name: 'Ada', passwordHash: 'hash' }, '2026-01-01');

  it('is verified once, and has the name and password of the link that was followed', () => {
    const chosen = { name: 'Ada L.', passwordHash: 'another hash' };
    expect(verifyAddress(user, 1, chosen)).toEqual({ ...user, ...chosen, status: 'active' });
    expect(() => verifyAddress(user, 0, chosen)).toThrow('unknown');
    expect(() => verifyAddress({ ...user, status: 'active' }, 1, chosen)).toThrow('unknown');
  });

  it('ends its sessions when its roles change', () => {
    expect(setRoles(user, ['support', 'admin', 'support'])).toEqual({
      ...user,
      roles: ['admin', 'support'],
      epoch: 2,
    });
  });

  it('leaves nothing personal behind', () => {
    const mfa = { secret: 's', lastStep: 1, recoveryHashes: ['r'] };
    expect(erase({ ...user, mfa })).toEqual({
      id: 'usr_1',
      email: '',
      name: '',
      passwordHash: '',
      roles: [],
      status: 'deleted',
      epoch: 2,
      version: 1,
      createdAt: '2026-01-01',
    });
  });
});

describe('a session', () => {
  const session: Session = {
    id: 'ses_1',
    userId: 'usr_1',
    clientId: 'tandem',
    epoch: 1,
    familyHash: 'family',
    currentHash: 'current',
    createdAt: 0,
    rotatedAt: 1_000,
    userAgent: '',
  };
  const registration = { email, name: 'Ada', passwordHash: 'hash' };
  const owner = { ...newUser('usr_1', registration, ''), status: 'active' } as const;

  const secret = (currentHash: string) => ({ familyHash: 'family', currentHash });
  const exchange = (from: Session, to: string, at: number) => rotated(from, secret(to), at);
  const once = exchange(session, 'second', 60_000);
  const often = exchange(exchange(once, 'third', 61_000), 'fourth', 62_000);

  it.each([
    ['current', 'the token that is good now', once, secret('second'), 999_000],
    ['raced', 'one exchanged after the request arrived', once, secret('current'), 59_000],
    ['raced', 'one exchanged ten seconds before', once, secret('current'), 70_000],
    ['reused', 'one exchanged longer ago', once, secret('current'), 70_001],
    [
      'raced',
      'the one before the last within its own ten seconds',
      often,
      secret('second'),
      71_000,
    ],
    ['reused', 'the first of three after its own ten seconds', often, secret('current'), 70_001],
    ['reused', 'one of the family that was never seen', once, secret('older'), 60_000],
    ['foreign', 'one of another family', once, { ...secret('second'), familyHash: 'x' }, 60_000],
  ])('sees as %s %s', (judgement, _, stored, presented, arrivedAt) => {
    expect(judge(stored, presented, arrivedAt)).toBe(judgement);
  });

  it('knows a token again for as long as a request may be on its way, and no longer', () => {
    const later = exchange(once, 'third', 60_000 + 40_000);
    expect(judge(later, secret('current'), 59_000)).toBe('raced');
    const tooLate = exchange(once, 'third', 60_000 + 40_001);
    expect(tooLate.exchanged).toEqual([{ hash: 'second', at: 100_001 }]);
  });

  it('remembers sixteen exchanges at most', () => {
    const busy = Array.from({ length: 40 }, (_, n) => n).reduce(
      (before, n) => exchange(before, `token-${n}`, 60_000 + n),
      session,
    );
    expect(busy.exchanged?.map(({ hash }) => hash)).toEqual(
      Array.from({ length: 16 }, (_, n) => `token-${38 - n}`),
    );
  });

  it.each([
    ['revoked', { ...session, revoked: true } as const, owner],
    ['of an earlier epoch', { ...session, epoch: 0 }, owner],
    ['of a disabled account', session, { ...owner, status: 'disabled' } as const],
    ['of nobody', session, undefined],
    ['missing', undefined, owner],
  ])('is over when %s', (_, given, user) => {
    expect(isAlive(given, user, 5_000)).toBe(false);
    expect(isAlive(session, owner, 5_000)).toBe(true);
  });
});

describe('a refresh token', () => {
  it('comes back as it went', () => {
    const parts = newRefreshToken(`usr_${'1'.repeat(32)}`, `ses_${'2'.repeat(32)}`);
    const text = encodeRefreshToken(parts);
    expect(text).toMatch(/^[\w-]{107}$/);
    expect(decodeRefreshToken(text)).toEqual(parts);
  });

  it('is not found in other texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(decodeRefreshToken(text)).toBeUndefined();
      }),
    );
  });
});

describe('a client', () => {
  const client = {
    id: 'cli_1',
    name: 'Client',
    scopes: ['a', 'b'],
    secrets: [{ hash: 'first', createdAt: '' }],
    createdAt: '',
  };

  it.each([
    [undefined, ['a', 'b']],
    ['', ['a', 'b']],
    ['b', ['b']],
    ['b  b a', ['b', 'a']],
    ['a c', undefined],
  ])('asking for %j is granted %j', (asked, granted) => {
    expect(grantedScopes(client, asked)).toEqual(granted);
  });

  it('has its last two secrets for a day, and then the newest', () => {
    const once = rotateSecret(client, { hash: 'second', createdAt: '' }, 0);
    const twice = rotateSecret(once, { hash: 'third', createdAt: '' }, 1_000);
    expect(validSecretHashes(twice, 2_000)).toEqual(['third', 'second']);
    expect(validSecretHashes(twice, 86_402_000)).toEqual(['third']);
  });
});
