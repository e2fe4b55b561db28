// What an attacker may send in place of a token, and which check must refuse it.
import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import type { TokenFault } from '../../platform/tokens/token-fault.ts';
import { testClock } from './clock.ts';
import {
  base64url,
  type Claims,
  headerFor,
  signHmac,
  signText,
  signToken,
  testKey,
} from './tokens.ts';

export const issuer = 'http://localhost:3000/v1';
export const clock = testClock();
export const now = clock.now() / 1000;
const ours = testKey('key-1');
const theirs = testKey('key-2');
const publicPem = createPublicKey({ key: ours.publicJwk as never, format: 'jwk' })
  .export({ type: 'spki', format: 'pem' })
  .toString();

export const claims: Claims = {
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
export const good = signToken(claims, ours);
export const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const text = JSON.stringify;

export const keys = createLocalJWKSet({ keys: [ours.publicJwk as never] });

const unsigned = (head: object) => `${base64url(text(head))}.${goodPayload}`;
export const withClaims = (changes: Claims) => signToken({ ...claims, ...changes }, ours);
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
export const otherHalf = (): string => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const bytes = Buffer.from(goodSignature, 'base64url');
  const s = (order - BigInt(`0x${bytes.toString('hex', 32)}`)).toString(16).padStart(64, '0');
  const signature = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')]);
  return signature.toString('base64url');
};

export const attacks: Readonly<Record<string, readonly [fault: TokenFault, token: string]>> = {
  nothing: ['not-a-jwt', ''],
  'one part': ['not-a-jwt', 'token'],
  'five parts, an encrypted token': ['not-a-jwt', `${good}.a.b`],
  'a signature cut off': ['signature', `${goodHeader}.${goodPayload}.`],
  'algorithm none': ['algorithm', `${unsigned({ alg: 'none', typ: 'at+jwt', kid: 'key-1' })}.`],
  'algorithm None in other letters': [
    'algorithm',
    `${unsigned({ alg: 'nOnE', typ: 'at+jwt', kid: 'key-1' })}.`,
  ],
  'algorithm none with our signature': [
    'algorithm',
    `${unsigned({ ...header, alg: 'none' })}.${goodSignature}`,
  ],
  'HMAC with the public key as its secret': [
    'algorithm',
    signHmac({ ...header, alg: 'HS256' }, claims, publicPem),
  ],
  'HMAC with an empty secret': ['algorithm', signHmac({ ...header, alg: 'HS256' }, claims, '')],
  'an algorithm that is not the key’s': ['algorithm', withHeader({ alg: 'ES384' })],
  'an algorithm that is a list': ['algorithm', withHeader({ alg: ['ES256'] })],
  'an embedded key': [
    'header-member',
    signToken(claims, theirs, { ...header, jwk: theirs.publicJwk }),
  ],
  'a key set elsewhere': [
    'header-member',
    signToken(claims, theirs, { ...header, jku: 'https://evil.example/jwks' }),
  ],
  'a certificate elsewhere': [
    'header-member',
    signToken(claims, theirs, { ...header, x5u: 'https://evil.example' }),
  ],
  'an embedded certificate': [
    'header-member',
    signToken(claims, theirs, { ...header, x5c: ['MIIB'] }),
  ],
  'a critical extension': ['header-member', withHeader({ crit: ['exp'], exp: now })],
  'an unencoded payload': ['header-member', withHeader({ b64: false, crit: ['b64'] })],
  'no key id': ['key-id', signToken(claims, ours, { alg: 'ES256', typ: 'at+jwt' })],
  'a key id that is a path': ['key-id', withHeader({ kid: '../../../../dev/null' })],
  'a key id that is a query': ['key-id', withHeader({ kid: "key-1' OR '1'='1" })],
  'a key id that is a prototype member': ['unknown-key', withHeader({ kid: '__proto__' })],
  'another key under our key id': ['signature', signToken(claims, theirs, header)],
  'an unknown key id': ['unknown-key', signToken(claims, theirs)],
  'an ID token': ['type', withHeader({ typ: 'JWT' })],
  'no type': ['type', signToken(claims, ours, { alg: 'ES256', kid: 'key-1' })],
  'another issuer': ['issuer', withClaims({ iss: 'https://evil.example/v1' })],
  'an issuer that begins like ours': ['issuer', withClaims({ iss: `${issuer}.evil.example` })],
  'another audience': ['audience', withClaims({ aud: 'elsewhere' })],
  'several audiences': ['audience', withClaims({ aud: ['tandem', 'elsewhere'] })],
  'an expired token': ['expired', withClaims({ iat: now - 700, exp: now - 100 })],
  'no expiry': ['time', without('exp')],
  'an expiry that is text': ['time', withClaims({ exp: String(now + 600) })],
  'an expiry in a thousand years': ['lifetime', withClaims({ exp: now + 31_536_000_000 })],
  'an expiry beyond all numbers': [
    'time',
    signText(text(header), text(claims).replace(/"exp":\d+/, '"exp":1e400'), ours),
  ],
  'a fraction of a second': ['time', withClaims({ iat: now + 0.5 })],
  'a token from the future': ['future', withClaims({ iat: now + 60, exp: now + 660 })],
  'a token not yet valid': ['future', withClaims({ nbf: now + 60 })],
  'no subject': ['subject', without('sub')],
  'a subject that is an object': ['subject', withClaims({ sub: { $ne: null } })],
  'a subject that is not one of ours': ['subject', withClaims({ sub: 'admin' })],
  'no client': ['client', without('client_id')],
  'no token id': ['token-id', without('jti')],
  'an issuer named twice': [
    'duplicate-member',
    signText(text(header), text(claims).replace('{', '{"iss":"https://evil.example",'), ours),
  ],
  'an algorithm named twice': [
    'duplicate-member',
    signText(text(header).replace('{', '{"alg":"none",'), text(claims), ours),
  ],
  'a prototype member': [
    'forbidden-member',
    signText(text(header), text(claims).replace('{', '{"__proto__":{"roles":["admin"]},'), ours),
  ],
  'claims that are a list': ['not-an-object', signText(text(header), '[]', ours)],
  'claims that are not JSON': ['malformed-json', signText(text(header), 'claims', ours)],
  'claims nested a thousand deep': [
    'too-deep',
    signText(text(header), `{"a":${'['.repeat(900)}${']'.repeat(900)}}`, ours),
  ],
  padding: ['not-canonical', `${good}==`],
  'spare bits of the signature': ['not-canonical', spareBits()],
  'the other alphabet of base64': [
    'not-canonical',
    good.replaceAll('-', '+').replaceAll('_', '/').concat('+/'),
  ],
  'white space inside': ['not-canonical', `${goodHeader}.\n${goodPayload}.${goodSignature}`],
  'a signature of zeros': [
    'signature',
    `${goodHeader}.${goodPayload}.${base64url(Buffer.alloc(64))}`,
  ],
  'a signature in DER': [
    'signature',
    `${goodHeader}.${goodPayload}.${base64url(Buffer.alloc(70, 0x30))}`,
  ],
  'changed claims': [
    'signature',
    `${goodHeader}.${base64url(text({ ...claims, roles: ['admin'] }))}.${goodSignature}`,
  ],
  'a token of two megabytes': [
    'too-long',
    `${goodHeader}.${'A'.repeat(2_000_000)}.${goodSignature}`,
  ],
  'five kilobytes of claims': ['too-long', withClaims({ padding: 'x'.repeat(5_000) })],
};
