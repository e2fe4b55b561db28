// What every HTTP service is composed of, by its configuration.

import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { createVerifier, type VerifyAccessToken } from '../tokens/access-token.ts';
import { remoteKeys } from '../tokens/remote-keys.ts';
import type { Replays } from './idempotency.ts';
import type { RateLimit } from './rate-limit.ts';

export interface HttpServices {
  readonly verify: VerifyAccessToken;
  readonly log: Log;
  readonly clock: Clock;
  /** Needed by services with idempotent routes. */
  readonly replays?: Replays;
  readonly corsOrigins?: readonly string[];
  /** Of what one user or client may ask; none is set without. */
  readonly rateLimit?: RateLimit;
}

export interface HttpConfig {
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_AUDIENCE: string;
  readonly JWKS_URL: string;
  readonly CORS_ORIGINS: readonly string[];
}

export const httpServices = (config: HttpConfig, clock: Clock, log: Log): HttpServices => ({
  verify: createVerifier({
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    keys: remoteKeys(config.JWKS_URL),
    clock,
  }),
  log,
  clock,
  corsOrigins: config.CORS_ORIGINS,
});
