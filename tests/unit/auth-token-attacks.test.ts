// What an attacker may send in place of a token is refused, and cheaply.
import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import { describe, expect, it } from 'vitest';
import { createVerifier } from '../../platform/access-token.ts';
import { isAppError } from '../../platform/errors.ts';
import { testClock } from '../support/clock.ts';
import {
  base64url,
  type Claims,
  headerFor,
  signHmac,
  signText,
  signToken,
  testKey,
} from '../support/tokens.ts';

const issuer = 'http://localhost:3000/v1';
const clock = testClock();
const now = clock.now() / 1000;
const ours = testKey('key-1');
const theirs = testKey('key-2');
const publicPem = createPublicKey({ key: ours.publicJwk as never, format: 'jwk' })
  .export({ type: 'spki', format: 'pem' })
  .toString();

const claims: Claims = {
  iss: issuer,
  aud: 'tandem',
  sub: 'usr_01980000000070008000000000000001',
  client_id: 'tandem',
  iat: now,
  exp: now + 600,
  jti: 'jti_1',
  scope: '',
  roles: ['customer'],
};
const header = headerFor(ours);
const good = signToken(claims, ours);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const text = JSON.stringify;

const keys = createLocalJWKSet({ keys: [ours.publicJwk as never] });
const verify = createVerifier({ issuer, audience: 'tandem', keys, clock });

const unsigned = (head: object) => `${base64url(text(head))}.${goodPayload}`;
const withClaims = (changes: Claims) => signToken({ ...claims, ...changes }, ours);
const withHeader = (changes: Claims) => signToken(claims, ours, { ...header, ...changes });
const without = (name: string) =>
  signToken(Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)), ours);

/** The last character of a signature of 64 bytes has four spare bits: another text, the same bytes. */
const spareBits = (): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(goodSignature.slice(-1));
  return `${goodHeader}.${goodPayload}.${goodSignature.slice(0, -1)}${alphabet[last ^ 1]}`;
};

/** The group order less s: as valid to ECDSA, but another text. */
const otherHalf = (): string => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const bytes = Buffer.from(goodSignature, 'base64url');
  const s = (order - BigInt(`0x${bytes.toString('hex', 32)}`)).toString(16).padStart(64, '0');
  const signature = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')]);
  return signature.toString('base64url');
};

const attacks: Readonly<Record<string, string>> = {
  nothing: '',
  'one part': 'token',
  'five parts, an encrypted token': `${good}.a.b`,
  'a signature cut off': `${goodHeader}.${goodPayload}.`,
  'algorithm none': `${unsigned({ alg: 'none', typ: 'at+jwt', kid: 'key-1' })}.`,
  'algorithm None in other letters': `${unsigned({ alg: 'nOnE', typ: 'at+jwt', kid: 'key-1' })}.`,
  'algorithm none with our signature': `${unsigned({ ...header, alg: 'none' })}.${goodSignature}`,
  'HMAC with the public key as its secret': signHmac(
    { ...header, alg: 'HS256' },
    claims,
    publicPem,
  ),
  'HMAC with an empty secret': signHmac({ ...header, alg: 'HS256' }, claims, ''),
  'an algorithm that is not the key’s': withHeader({ alg: 'ES384' }),
  'an algorithm that is a list': withHeader({ alg: ['ES256'] }),
  'an embedded key': signToken(claims, theirs, { ...header, jwk: theirs.publicJwk }),
  'a key set elsewhere': signToken(claims, theirs, { ...header, jku: 'https://evil.example/jwks' }),
  'a certificate elsewhere': signToken(claims, theirs, { ...header, x5u: 'https://evil.example' }),
  'an embedded certificate': signToken(claims, theirs, { ...header, x5c: ['MIIB'] }),
  'a critical extension': withHeader({ crit: ['exp'], exp: now }),
  'an unencoded payload': withHeader({ b64: false, crit: ['b64'] }),
  'no key id': signToken(claims, ours, { alg: 'ES256', typ: 'at+jwt' }),
  'a key id that is a path': withHeader({ kid: '../../../../dev/null' }),
  'a key id that is a query': withHeader({ kid: "key-1' OR '1'='1" }),
  'a key id that is a prototype member': withHeader({ kid: '__proto__' }),
  'another key under our key id': signToken(claims, theirs, header),
  'an unknown key id': signToken(claims, theirs),
  'an ID token': withHeader({ typ: 'JWT' }),
  'no type': signToken(claims, ours, { alg: 'ES256', kid: 'key-1' }),
  'another issuer': withClaims({ iss: 'https://evil.example/v1' }),
  'an issuer that begins like ours': withClaims({ iss: `${issuer}.evil.example` }),
  'another audience': withClaims({ aud: 'elsewhere' }),
  'several audiences': withClaims({ aud: ['tandem', 'elsewhere'] }),
  'an expired token': withClaims({ iat: now - 700, exp: now - 100 }),
  'no expiry': without('exp'),
  'an expiry that is text': withClaims({ exp: String(now + 600) }),
  'an expiry in a thousand years': withClaims({ exp: now + 31_536_000_000 }),
  'an expiry beyond all numbers': signText(
    text(header),
    text(claims).replace(/"exp":\d+/, '"exp":1e400'),
    ours,
  ),
  'a fraction of a second': withClaims({ iat: now + 0.5 }),
  'a token from the future': withClaims({ iat: now + 60, exp: now + 660 }),
  'a token not yet valid': withClaims({ nbf: now + 60 }),
  'no subject': without('sub'),
  'a subject that is an object': withClaims({ sub: { $ne: null } }),
  'a subject that is not one of ours': withClaims({ sub: 'admin' }),
  'no client': without('client_id'),
  'no token id': without('jti'),
  'an issuer named twice': signText(
    text(header),
    text(claims).replace('{', '{"iss":"https://evil.example",'),
    ours,
  ),
  'an algorithm named twice': signText(
    text(header).replace('{', '{"alg":"none",'),
    text(claims),
    ours,
  ),
  'a prototype member': signText(
    text(header),
    text(claims).replace('{', '{"__proto__":{"roles":["admin"]},'),
    ours,
  ),
  'claims that are a list': signText(text(header), '[]', ours),
  'claims that are not JSON': signText(text(header), 'claims', ours),
  'claims nested a thousand deep': signText(
    text(header),
    `{"a":${'['.repeat(900)}${']'.repeat(900)}}`,
    ours,
  ),
  padding: `${good}==`,
  'spare bits of the signature': spareBits(),
  'the other alphabet of base64': good.replaceAll('-', '+').replaceAll('_', '/').concat('+/'),
  'white space inside': `${goodHeader}.\n${goodPayload}.${goodSignature}`,
  'a signature of zeros': `${goodHeader}.${goodPayload}.${base64url(Buffer.alloc(64))}`,
  'a signature in DER': `${goodHeader}.${goodPayload}.${base64url(Buffer.alloc(70, 0x30))}`,
  'changed claims': `${goodHeader}.${base64url(text({ ...claims, roles: ['admin'] }))}.${goodSignature}`,
  'a token of two megabytes': `${goodHeader}.${'A'.repeat(2_000_000)}.${goodSignature}`,
  'five kilobytes of claims': withClaims({ padding: 'x'.repeat(5_000) }),
};

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

  it.each(Object.entries(attacks))('refuses %s', async (_, token) => {
    const error = await verify(token).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'unauthenticated')).toBe(true);
  });

  it('knows more than forty attacks', () => {
    expect(Object.keys(attacks).length).toBeGreaterThanOrEqual(42);
  });

  it('refuses within a millisecond of CPU time', async () => {
    const slice = async (token: string): Promise<number> => {
      const before = process.cpuUsage();
      for (let round = 0; round < 10; round += 1) await verify(token).catch(() => undefined);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 10_000;
    };
    const costs = [];
    for (const token of Object.values(attacks)) {
      costs.push(Math.min(await slice(token), await slice(token), await slice(token)));
    }
    expect(Math.max(...costs)).toBeLessThan(1);
  });

  it('cannot tell the other half of an ECDSA signature, and remembers each text apart', async () => {
    const twin = `${goodHeader}.${goodPayload}.${otherHalf()}`;
    expect((await verify(twin)).tokenId).toBe('jti_1');
  });

  it('refuses a remembered token once it has expired', async () => {
    const token = withClaims({ exp: now + 60 });
    await verify(token);
    clock.advance(66_000);
    await expect(verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
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
    await expect(strict(good)).rejects.toMatchObject({ code: 'unauthenticated' });
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
