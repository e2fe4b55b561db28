// What a request must pass before it reaches its integration, in the order of API Gateway.
import { readBody } from '../body.ts';
import type { Exchange } from '../exchange.ts';
import type { ApiRegistry } from '../model.ts';
import { authorizerFor } from './authorize.ts';
import type { Callable } from './permission.ts';
import { shareOfOne } from './share.ts';
import { usageOf } from './usage.ts';
import { validateBody, validateParameters } from './validate.ts';

/** Answers what ends its stay; throws a gateway fault. `proceed` tells a client that asked first that its body is wanted. */
export type Admit = (exchange: Exchange, proceed: () => void) => Promise<() => void>;

export function admission(
  callable: Callable,
  registry: Pick<ApiRegistry, 'keys' | 'plans'>,
): Admit {
  const authorize = authorizerFor(callable);
  const usage = usageOf(registry);
  const take = shareOfOne();
  const pass = async (exchange: Exchange, proceed: () => void): Promise<void> => {
    usage.admit(exchange);
    await authorize(exchange);
    usage.meter(exchange);
    validateParameters(exchange);
    // As API Gateway does: an integration begins when the whole request is there.
    exchange.body = await readBody(exchange.request.incoming, proceed);
    validateBody(exchange);
  };
  return async (exchange, proceed) => {
    const giveBack = take(exchange);
    try {
      await pass(exchange, proceed);
      return giveBack;
    } catch (error) {
      giveBack();
      throw error;
    }
  };
}
