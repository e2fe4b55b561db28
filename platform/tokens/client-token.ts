// The access token with which a service calls another: asked for once, kept, and replaced ahead of its end, so that no call waits for it.

import { createPolicy } from '../calls/resilience.ts';
import { ageAt, type Clock } from '../kernel/clock.ts';
import { isAppError } from '../kernel/errors.ts';
import { policyMetrics } from '../telemetry/embedded-metrics.ts';
import type { Log } from '../telemetry/log.ts';
import {
  type ClientCredentials,
  type Fetch,
  type IssuedToken,
  parseCredentials,
  requestToken,
} from './token-request.ts';

/**
 * Makes a call with a token; once more with another where it throws `unauthenticated`.
 * Throws what the call throws, or why there is no token.
 */
export type WithToken = <T>(call: (token: string) => Promise<T>) => Promise<T>;

export interface ClientTokenOptions {
  /** The issuer's token endpoint. */
  readonly url: string;
  /** The value of the client's secret as it is now: `{ clientId, clientSecret }`. */
  readonly readSecret: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: Fetch;
}

/** Of a token's life, after which another is asked for while it is still used. */
const freshShare = 0.75;
/** A call that is under way with it must still be heard by a verifier whose clock is a little ahead. */
const reserveMs = 10_000;
/** So long after a failure nobody asks again: the issuer gets one question a second, whatever the load. */
const pauseMs = 1_000;
/** A token that was refused so young is not to blame: another would be refused as well. */
const youngMs = 10_000;

interface Kept {
  readonly value: string;
  readonly since: number;
  readonly freshUntil: number;
  readonly usableUntil: number;
}

const keep = ({ value, lifetimeMs }: IssuedToken, since: number): Kept => ({
  value,
  since,
  freshUntil: since + lifetimeMs * freshShare,
  usableUntil: since + Math.max(lifetimeMs - reserveMs, lifetimeMs * freshShare),
});

type Asked = Required<Pick<ClientTokenOptions, 'url' | 'readSecret' | 'fetch'>>;

/** Asks the issuer, once more where the secret was rotated meanwhile. */
const createRequest = ({ url, readSecret, fetch }: Asked) => {
  let credentials: ClientCredentials | undefined;

  /** Read anew for each token, as a rotation may have been; while it cannot be read, what is known must do. */
  const currentCredentials = async (): Promise<ClientCredentials> => {
    try {
      credentials = parseCredentials(await readSecret());
    } catch (error) {
      if (credentials === undefined) throw error;
    }
    return credentials;
  };

  return async (signal: AbortSignal): Promise<IssuedToken> => {
    const used = await currentCredentials();
    try {
      return await requestToken(url, used, { fetch, signal });
    } catch (error) {
      if (!isAppError(error, 'invalid-client')) throw error;
      const latest = await currentCredentials();
      if (latest.clientSecret === used.clientSecret) throw error;
      return requestToken(url, latest, { fetch, signal });
    }
  };
};

/** One question at a time, and a pause after one that failed. */
const createAsking = (load: () => Promise<Kept>, clock: Clock): (() => Promise<Kept>) => {
  let asking: Promise<Kept> | undefined;
  let failed: { readonly error: unknown; readonly at: number } | undefined;

  const ask = async (): Promise<Kept> => {
    try {
      const loaded = await load();
      failed = undefined;
      return loaded;
    } catch (error) {
      failed = { error, at: clock.now() };
      throw error;
    }
  };

  return () => {
    if (asking !== undefined) return asking;
    if (failed !== undefined && ageAt(clock, failed.at) < pauseMs) {
      return Promise.reject(failed.error);
    }
    asking = ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
};

export const createClientToken = ({
  url,
  readSecret,
  clock,
  log,
  fetch = globalThis.fetch,
}: ClientTokenOptions): WithToken => {
  const policy = createPolicy({ timeoutMs: 2_000, retries: 1, ...policyMetrics(log, 'token') });
  const request = createRequest({ url, readSecret, fetch });
  let kept: Kept | undefined;

  const ask = createAsking(async () => {
    const since = clock.now();
    try {
      kept = keep(await policy.execute(({ signal }) => request(signal)), since);
      return kept;
    } catch (error) {
      log.warn({ error }, 'no access token for calls to other services');
      throw error;
    }
  }, clock);

  const current = async (): Promise<Kept> => {
    const now = clock.now();
    if (kept === undefined || now >= kept.usableUntil) return ask();
    if (now >= kept.freshUntil) ask().catch(() => {});
    return kept;
  };

  return async (call) => {
    const used = await current();
    try {
      return await call(used.value);
    } catch (error) {
      const isYoung = ageAt(clock, used.since) < youngMs;
      if (!isAppError(error, 'unauthenticated') || isYoung) throw error;
      // Others may have replaced it meanwhile.
      if (kept === used) kept = undefined;
      return call((await current()).value);
    }
  };
};
