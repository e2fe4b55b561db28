// What every HTTP service is composed of, by its configuration.

import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { createVerifier } from '../tokens/access-token.ts';
import { remoteKeys } from '../tokens/remote-keys.ts';
import type { HttpServices } from './endpoint.ts';

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
