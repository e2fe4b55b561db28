// Access tokens for tests, good and bad: keys, claims and parts to put together as an attacker would.
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export const base64url = (value: string | Uint8Array): string =>
  Buffer.from(value).toString('base64url');

export interface TestKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: { readonly [member: string]: unknown };
}

export const testKey = (kid: string): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
  return { kid, privateKey, publicJwk };
};

/** A JWS of texts as they are, so that both may be malformed. */
export const signText = (header: string, payload: string, { privateKey }: TestKey): string => {
  const input = `${base64url(header)}.${base64url(payload)}`;
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${input}.${base64url(sign('sha256', Buffer.from(input), key))}`;
};

export const signHmac = (header: object, claims: object, secret: string): string => {
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};

export type Claims = Readonly<Record<string, unknown>>;

export const headerFor = ({ kid }: TestKey): Claims => ({ alg: 'ES256', typ: 'at+jwt', kid });

export const signToken = (claims: Claims, key: TestKey, header: Claims = headerFor(key)): string =>
  signText(JSON.stringify(header), JSON.stringify(claims), key);
