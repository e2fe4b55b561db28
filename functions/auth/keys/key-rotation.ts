// What the next signing keys are: the key that was published signs, a fresh one is published.

import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { parseSecret } from '../../../platform/tokens/secrets.ts';
import {
  type KeySet,
  type NewKey,
  type PrivateJwk,
  parseKeySet,
  publicJwkOf,
  rotate,
  type SigningKey,
  signingKeyOf,
} from '../domain/key-set.ts';
import { sha256 } from '../secret-token.ts';
import type { Rotated } from './rotation.ts';
import { privateKeyOf, signJwt } from './signing-keys.ts';

/** The key id is the thumbprint of the public key (RFC 7638). */
export const generateKey = (): NewKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y, d } = privateKey.export({ format: 'jwk' }) as PrivateJwk;
  const kid = sha256(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }));
  return { kid, jwk: { kty: 'EC', crv: 'P-256', x, y, d } };
};

const keySetOf = (text: string): KeySet => parseKeySet(parseSecret(text));

const proves = (key: SigningKey): boolean => {
  const token = signJwt(key.kid, privateKeyOf(key.jwk), {});
  const dot = token.lastIndexOf('.');
  return verify(
    'sha256',
    Buffer.from(token.slice(0, dot)),
    {
      key: createPublicKey({ key: publicJwkOf(key), format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    },
    Buffer.from(token.slice(dot + 1), 'base64url'),
  );
};

export const keyRotation = (clock: Clock): Rotated => ({
  event: 'signing-keys-rotated',
  next: (current) =>
    JSON.stringify(rotate(keySetOf(current), { now: epochSeconds(clock), newKey: generateKey })),
  // There is no other system to tell: signers and verifiers read the secret and the key set.
  admit: async () => {},
  prove: async (next) => {
    const set = keySetOf(next);
    if (signingKeyOf(set, epochSeconds(clock)) === undefined || !set.keys.every(proves)) {
      throw new Error('the new key set cannot sign');
    }
  },
  finish: async () => {},
});
