// The hashes of passwords: in their one format, with the parameters of today, and never taken for what they are not.
import { describe, expect, it } from 'vitest';
import {
  createPasswords,
  normalise,
  parameters,
} from '../../functions/auth/credentials/passwords.ts';

const passwords = createPasswords();
const { memory, passes, parallelism } = parameters;
const hash = (
  changes: { m?: number; t?: number; p?: number; nonce?: string; key?: string } = {},
) => {
  const {
    m = memory,
    t = passes,
    p = parallelism,
    nonce = 'A'.repeat(22),
    key = 'A'.repeat(43),
  } = changes;
  return `$argon2id$v=19$m=${m},t=${t},p=${p}$${nonce}$${key}`;
};

describe('a hash', () => {
  it('is of today, and opens to its password alone', async () => {
    const made = await passwords.hash('correct horse');
    expect(made).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(passwords.isOutdated(made)).toBe(false);
    expect(await passwords.verify('correct horse', made)).toBe(true);
    expect(await passwords.verify('correct horsf', made)).toBe(false);
    expect(await passwords.verify('correct horse', undefined)).toBe(false);
  });

  it('is of a password however it is spelt', async () => {
    const made = await passwords.hash('\u00e4\ufb01');
    expect(normalise('a\u0308\ufb01')).toBe('\u00e4fi');
    expect(await passwords.verify('a\u0308fi', made)).toBe(true);
  });

  it.each([
    ['more memory', { m: memory + 1 }],
    ['more passes', { t: passes + 1 }],
    ['more lanes', { p: parallelism + 1 }],
  ])('with %s is of another day', (_, changes) => {
    expect(passwords.isOutdated(hash(changes))).toBe(true);
    expect(passwords.isOutdated(hash())).toBe(false);
  });

  it.each([
    '',
    'plain',
    hash().replace('argon2id', 'argon2i'),
    hash().replace('v=19', 'v=16'),
    hash({ key: 'A'.repeat(42) }),
    hash({ nonce: 'A'.repeat(10) }),
    hash({ nonce: 'A'.repeat(87) }),
    ` ${hash()}`,
    `${hash()}\n`,
  ])('that is none opens to nothing: %j', async (text) => {
    await expect(passwords.verify('correct horse', text)).rejects.toThrow('not in PHC format');
    expect(() => passwords.isOutdated(text)).toThrow('not in PHC format');
  });
});
