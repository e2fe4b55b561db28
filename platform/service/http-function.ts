// A function behind the API gateway.

import type { Endpoint } from '../http/endpoint.ts';
import { type HttpConfig, httpServices } from '../http/services.ts';
import { httpHandler } from '../lambda/http-handler.ts';
import type { LogConfig } from '../telemetry/log.ts';
import type { VerifyAccessToken } from '../tokens/access-token.ts';
import { type FunctionGround, functionGround } from './ground.ts';

export interface HttpParts {
  readonly endpoints: readonly Endpoint[];
  /** @default by the issuer's public keys */
  readonly verify?: VerifyAccessToken;
}

/** `build` is called once for each environment. */
export const httpFunction = <Config extends HttpConfig & LogConfig>(
  config: Config,
  build: (ground: FunctionGround<Config>) => HttpParts,
) => {
  const ground = functionGround(config);
  const { clock, log, correlate } = ground;
  const { endpoints, verify } = build(ground);
  const services = { ...httpServices(config, clock, log), ...(verify && { verify }) };
  return httpHandler({ endpoints, services, correlate });
};
