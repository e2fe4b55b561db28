// The issuer's public keys, fetched once and kept: no request waits for a refresh, and a short outage of the issuer is not felt.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ageAt, type Clock, systemClock } from '../kernel/clock.ts';

export interface RemoteKeysOptions {
  readonly clock?: Clock;
  readonly fetchKeys?: (url: string) => Promise<JSONWebKeySet>;
}

/** Older keys are used while they are fetched again; the issuer publishes a key 15 minutes before it signs. */
const freshMs = 10 * 60_000;
/** Without the issuer for so long, nobody can tell whether a key was withdrawn. */
const usableMs = 60 * 60_000;
/** An unknown key id, or a failure, asks again at most so often. */
const cooldownMs = 30_000;

const timeoutMs = 2_000;

const fetchJwks = async (url: string): Promise<JSONWebKeySet> => {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { signal, redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return (await response.json()) as JSONWebKeySet;
};

/** Throws JWKSNoMatchingKey for a key the issuer does not publish, and what the fetch throws while there are no keys. */
export const remoteKeys = (
  url: string,
  { clock = systemClock, fetchKeys = fetchJwks }: RemoteKeysOptions = {},
): JWTVerifyGetKey => {
  let known: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const age = (): number => ageAt(clock, known?.at ?? Number.NEGATIVE_INFINITY);

  const load = async (): Promise<void> => {
    askedAt = clock.now();
    known = { find: createLocalJWKSet(await fetchKeys(url)), at: clock.now() };
  };

  const ask = (): Promise<void> => {
    asking ??= load().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const hasCooledDown = (): boolean => ageAt(clock, askedAt) >= cooldownMs;

  const current = async (): Promise<JWTVerifyGetKey> => {
    if (known === undefined || age() >= usableMs) await ask();
    else if (age() >= freshMs && hasCooledDown()) ask().catch(() => {});
    if (known === undefined) throw new Error('there are no keys');
    return known.find;
  };

  return async (header, token) => {
    const find = await current();
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !hasCooledDown()) throw error;
    }
    await ask();
    return (await current())(header, token);
  };
};
