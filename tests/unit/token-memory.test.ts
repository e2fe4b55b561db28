// Tokens that were verified are remembered, so many of them: the oldest is forgotten first.
import { expect, it } from 'vitest';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { clock, issuer, keys, withClaims } from '../support/token-attacks.ts';

const verifierWith = (cacheSize?: number) => {
  let looks = 0;
  const verify = createVerifier({
    issuer,
    audience: 'tandem',
    clock,
    keys: (header, token) => {
      looks += 1;
      return keys(header, token);
    },
    ...(cacheSize && { cacheSize }),
  });
  /** How often a key was looked for meanwhile. */
  const looksFor = async (tokens: readonly string[]) => {
    const before = looks;
    for (const token of tokens) await verify(token);
    return looks - before;
  };
  return looksFor;
};

const tokens = (count: number) =>
  Array.from({ length: count }, (_, index) => withClaims({ jti: `jti_${index}` }));

it('of three the first is forgotten where there is room for two', async () => {
  const looksFor = verifierWith(2);
  const [a = '', b = '', c = ''] = tokens(3);
  expect(await looksFor([a, b, c])).toBe(3);
  expect(await looksFor([c, b, b])).toBe(0);
  expect(await looksFor([a])).toBe(1);
  expect(await looksFor([b])).toBe(1);
});

it('there is room for a thousand where nothing is said', async () => {
  const looksFor = verifierWith();
  const all = tokens(1_001);
  expect(await looksFor(all)).toBe(1_001);
  expect(await looksFor(all.slice(1, 3))).toBe(0);
  expect(await looksFor(all.slice(0, 1))).toBe(1);
});
