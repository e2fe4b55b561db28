// How long a token is good, for whoever sees it first and for whoever remembers it, and how long it may be.
import { describe, expect, it } from 'vitest';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { testClock } from '../support/clock.ts';
import { refusal } from '../support/refusals.ts';
import { claims, good, issuer, keys, now } from '../support/token-attacks.ts';

/** Clocks of two machines differ by as much. */
const toleranceSeconds = 5;
const endsAt = Number(claims.exp) + toleranceSeconds;

const verifierAt = (seconds: number, cacheSize?: number) => {
  const clock = testClock();
  clock.advance(seconds * 1_000 - clock.now());
  const options = { issuer, audience: 'tandem', keys, clock };
  return { clock, verify: createVerifier({ ...options, ...(cacheSize && { cacheSize }) }) };
};
const expired = refusal('unauthenticated', { reason: 'expired' });

describe('a token', () => {
  it('is good until its end, and as long after it as clocks differ', async () => {
    expect(await verifierAt(endsAt - 1).verify(good)).toMatchObject({ subject: claims.sub });
    await expect(verifierAt(endsAt).verify(good)).rejects.toThrow(expired);
  });

  it.each([1, 1_000])('that is remembered is good as long, among %i', async (cacheSize) => {
    const { clock, verify } = verifierAt(now, cacheSize);
    const first = await verify(good);
    clock.advance((endsAt - 1 - now) * 1_000);
    expect(await verify(good)).toEqual(first);
    clock.advance(1_000);
    await expect(verify(good)).rejects.toThrow(expired);
    await expect(verify(good)).rejects.toThrow(expired);
  });
});

it.each([
  [4_096, 'not-a-jwt'],
  [4_097, 'too-long'],
])('what has %i characters is refused as %s', async (length, reason) => {
  const { verify } = verifierAt(now);
  const refused = refusal('unauthenticated', { reason });
  await expect(verify('x'.repeat(length))).rejects.toThrow(refused);
});
