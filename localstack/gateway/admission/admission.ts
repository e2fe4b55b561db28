// What a request must pass before it reaches its integration, in the order of API Gateway.
import { readBody } from '../body.ts';
import type { Exchange } from '../exchange.ts';
import type { ApiRegistry } from '../model.ts';
import { authorizerFor } from './authorize.ts';
import type { Callable } from './permission.ts';
import { usageOf } from './usage.ts';
import { validateBody, validateParameters } from './validate.ts';

/** Throws a gateway fault; `proceed` tells a client that asked first that its body is wanted. */
export type Admit = (exchange: Exchange, proceed: () => void) => Promise<void>;

export function admission(
  callable: Callable,
  registry: Pick<ApiRegistry, 'keys' | 'plans'>,
): Admit {
  const authorize = authorizerFor(callable);
  const usage = usageOf(registry);
  return async (exchange, proceed) => {
    usage.admit(exchange);
    await authorize(exchange);
    usage.meter(exchange);
    validateParameters(exchange);
    // As API Gateway does: an integration begins when the whole request is there.
    exchange.body = await readBody(exchange.request.incoming, proceed);
    validateBody(exchange);
  };
}
