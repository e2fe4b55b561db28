// The signing keys of access tokens: every key is published long before it signs and long after it stopped.

/** A private key on the curve P-256 (RFC 7517, RFC 7518 section 6.2). */
export interface PrivateJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

export interface SigningKey {
  readonly kid: string;
  readonly jwk: PrivateJwk;
  /** Seconds since 1970; 0 for the keys that were there from the beginning. */
  readonly publishedAt: number;
  /** Absent on the next key: it is only published. */
  readonly signsFrom?: number;
}

/** In the order they were made; the last one is the next to sign. */
export interface KeySet {
  readonly keys: readonly SigningKey[];
}

/** What makes a key: its id and the private key. */
export type NewKey = Pick<SigningKey, 'kid' | 'jwk'>;

export const emptyKeySet: KeySet = { keys: [] };

/** Every verifier knows a key by then: it keeps a key set for 10 minutes, the issuer for one. */
const publishedBeforeSigning = 15 * 60;

/** A retired key stays until its last token (15 minutes at most) is gone and every signer has noticed. */
const publishedAfterSigning = 60 * 60;

const signsBy =
  (now: number) =>
  ({ signsFrom }: SigningKey): boolean =>
    signsFrom !== undefined && signsFrom <= now;

/** The key that signs now: the youngest that may. */
export const signingKeyOf = ({ keys }: KeySet, now: number): SigningKey | undefined =>
  keys.findLast(signsBy(now));

const isStillNeeded = (keys: readonly SigningKey[], index: number, now: number): boolean =>
  !keys.slice(index + 1).some(signsBy(now - publishedAfterSigning));

const promote = (key: SigningKey, now: number): SigningKey => ({
  ...key,
  signsFrom: Math.max(now, key.publishedAt === 0 ? 0 : key.publishedAt + publishedBeforeSigning),
});

/** The first two keys: one signs at once, one is next. */
const firstKeys = (current: NewKey, next: NewKey): KeySet => ({
  keys: [
    { ...current, publishedAt: 0, signsFrom: 0 },
    { ...next, publishedAt: 0 },
  ],
});

/** The next key begins to sign, a new one takes its place, keys that nothing needs any more go. */
export const rotate = (
  set: KeySet,
  { now, newKey }: { now: number; newKey: () => NewKey },
): KeySet => {
  const next = set.keys.at(-1);
  if (next === undefined) return firstKeys(newKey(), newKey());
  const promoted = [...set.keys.slice(0, -1), promote(next, now)];
  const kept = promoted.filter((_, index) => isStillNeeded(promoted, index, now));
  return { keys: [...kept, { ...newKey(), publishedAt: now }] };
};

/** A key as verifiers see it: no private member. */
export const publicJwkOf = ({ kid, jwk: { kty, crv, x, y } }: SigningKey) => ({
  kty,
  crv,
  x,
  y,
  kid,
  use: 'sig',
  alg: 'ES256',
});

const text = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isSigningKey = (value: unknown): value is SigningKey => {
  const { kid, jwk, publishedAt } = value as Partial<SigningKey>;
  return (
    text(kid) &&
    typeof publishedAt === 'number' &&
    [jwk?.x, jwk?.y, jwk?.d].every(text) &&
    jwk?.crv === 'P-256'
  );
};

/** Anything that holds no keys, such as a secret that was never rotated, is the empty set. */
export const parseKeySet = (value: unknown): KeySet => {
  const keys = (value as Partial<KeySet> | null)?.keys;
  if (!Array.isArray(keys)) return emptyKeySet;
  if (!keys.every(isSigningKey)) throw new Error('the signing keys are not in their format');
  return { keys };
};
