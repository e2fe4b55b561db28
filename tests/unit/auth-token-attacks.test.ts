// What an attacker may send in place of a token is refused, each by the check that is there for it.
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../events/http/auth/account.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { rawRequest } from '../support/http.ts';
import {
  attacks,
  claims,
  clock,
  good,
  goodHeader,
  goodPayload,
  issuer,
  keys,
  now,
  otherHalf,
  withClaims,
} from '../support/token-attacks.ts';

const verify = createVerifier({ issuer, audience: 'tandem', keys, clock });

describe('a verifier', () => {
  it('takes a token of ours', async () => {
    expect(await verify(good)).toEqual({
      subject: claims.sub,
      kind: 'user',
      roles: ['customer'],
      scopes: [],
      clientId: 'tandem',
      tokenId: 'jti_1',
      issuedAt: now,
      expiresAt: now + 600,
    });
  });

  it.each(Object.entries(attacks))('refuses %s, for that reason', async (_, [reason, token]) => {
    const refusal = await verify(token).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'unauthenticated', options: { reason } });
  });

  it('says the reason to the log and not to the sender', async () => {
    const lines: string[] = [];
    const log = createLog(
      { SERVICE: 'test', SERVICE_VERSION: '0', LOG_LEVEL: 'info' },
      { write: (line) => lines.push(line) },
    );
    const route = endpoint(readProfile, () => ({ status: 200 }));
    const told = async ([, token]: readonly [string, string]) => {
      const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'request-1' };
      return route.answer(rawRequest(route, { headers }), { verify, log, clock });
    };
    const expired = await told(attacks['an expired token'] ?? ['', '']);
    const forged = await told(attacks['changed claims'] ?? ['', '']);
    expect(forged).toEqual(expired);
    expect(lines.map((line) => JSON.parse(line).reason)).toEqual(['expired', 'signature']);
  });

  it('knows more than forty attacks', () => {
    expect(Object.keys(attacks).length).toBeGreaterThanOrEqual(42);
  });

  it('cannot tell the other half of an ECDSA signature, and remembers each text apart', async () => {
    const twin = `${goodHeader}.${goodPayload}.${otherHalf()}`;
    expect((await verify(twin)).tokenId).toBe('jti_1');
  });

  it('refuses a remembered token once it has expired', async () => {
    const token = withClaims({ exp: now + 60 });
    await verify(token);
    clock.advance(66_000);
    await expect(verify(token)).rejects.toMatchObject({ options: { reason: 'expired' } });
    clock.advance(-66_000);
  });

  it('asks on every use whether a token is revoked', async () => {
    let revoked = false;
    const strict = createVerifier({
      issuer,
      audience: 'tandem',
      keys,
      clock,
      isRevoked: async () => revoked,
    });
    await strict(good);
    revoked = true;
    await expect(strict(good)).rejects.toMatchObject({ options: { reason: 'revoked' } });
  });

  it('is overloaded, not refusing, while the keys cannot be had', async () => {
    const unreachable = createVerifier({
      issuer,
      audience: 'tandem',
      keys: async () => {
        throw new TypeError('fetch failed');
      },
      clock,
    });
    await expect(unreachable(good)).rejects.toMatchObject({ code: 'overloaded' });
  });
});
