// The issuer's keys as its secret holds them: who signs now, and what the world may see.

import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { ageAt, type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import {
  type KeySet,
  type PrivateJwk,
  parseKeySet,
  publicJwkOf,
  signingKeyOf,
} from '../domain/key-set.ts';

export interface SigningKeys {
  /** The JSON Web Key Set (RFC 7517): public members only. */
  published(): Promise<{ keys: readonly object[] }>;
  /** A compact JWS of the claims; the header names the key. */
  sign(claims: object): Promise<string>;
  /** For the verifier: the same keys without asking over the network. */
  readonly verificationKeys: JWTVerifyGetKey;
}

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const signJwt = (kid: string, key: KeyObject, claims: object): string => {
  const input = `${segment({ alg: 'ES256', typ: 'at+jwt', kid })}.${segment(claims)}`;
  // JWS wants r and s side by side: https://www.rfc-editor.org/rfc/rfc7518#section-3.4
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
};

export const privateKeyOf = (jwk: PrivateJwk): KeyObject =>
  createPrivateKey({ key: { ...jwk }, format: 'jwk' });

interface Loaded {
  readonly text: string;
  readonly set: KeySet;
  readonly verification: JWTVerifyGetKey;
  readonly privateKeys: Map<string, KeyObject>;
}

const load = (text: string): Loaded => {
  const set = parseKeySet(JSON.parse(text));
  return {
    text,
    set,
    verification: createLocalJWKSet({ keys: set.keys.map(publicJwkOf) }),
    privateKeys: new Map(),
  };
};

/** How old the keys may be: whoever asks for the published ones after a rotation wants to see it. */
const maxAgeMs = { published: 1_000, signing: 10_000 } as const;

/** Throws `overloaded` until the first rotation has filled the secret. */
export const createSigningKeys = ({
  read,
  clock,
}: {
  /** The secret as it is now. */
  readonly read: () => Promise<string>;
  readonly clock: Clock;
}): SigningKeys => {
  let loaded: Loaded | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Loaded> | undefined;

  const refresh = async (): Promise<Loaded> => {
    const text = await read();
    const fresh = loaded?.text === text ? loaded : load(text);
    if (fresh.set.keys.length === 0) {
      throw new AppError('overloaded', { detail: 'There is no signing key yet.', retryAfter: 1 });
    }
    loaded = fresh;
    readAt = clock.now();
    return fresh;
  };

  const current = async (maxAge: number): Promise<Loaded> => {
    if (loaded !== undefined && ageAt(clock, readAt) < maxAge) return loaded;
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
    const known = loaded;
    // Keys we know are better than none while the secret cannot be read.
    return known === undefined ? reading : reading.catch(() => known);
  };

  return {
    published: async () => ({
      keys: (await current(maxAgeMs.published)).set.keys.map(publicJwkOf),
    }),

    sign: async (claims) => {
      const { set, privateKeys } = await current(maxAgeMs.signing);
      const signing = signingKeyOf(set, epochSeconds(clock));
      if (signing === undefined) throw new Error('no signing key is active');
      const key = privateKeys.get(signing.kid) ?? privateKeyOf(signing.jwk);
      privateKeys.set(signing.kid, key);
      return signJwt(signing.kid, key, claims);
    },

    verificationKeys: async (header, token) =>
      (await current(maxAgeMs.signing)).verification(header, token),
  };
};
