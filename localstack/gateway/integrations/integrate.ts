// Hands a request to what is behind its method, and waits as long as the method allows.
import type { Balancers } from '../../load-balancer/registry.ts';
import type { Callable } from '../admission/permission.ts';
import { cutAfter, GatewayFault } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import type { Answer, Integration } from '../model.ts';
import { httpProxy } from './http-proxy.ts';
import { lambdaProxy } from './lambda-proxy.ts';
import { mock } from './mock.ts';

export interface Behind extends Callable {
  readonly balancers: Pick<Balancers, 'loadBalancers'>;
}

/** `gone` is aborted when the time is up. */
export async function integrate(
  behind: Behind,
  exchange: Exchange,
  integration: Integration,
  gone: AbortController,
): Promise<Answer> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const fault = new GatewayFault('INTEGRATION_TIMEOUT');
      reject(fault);
      gone.abort(fault);
    }, integration.timeoutMs);
  });
  try {
    const answer = await Promise.race([answerOf(behind, exchange, integration, gone), timeout]);
    if (integration.streams) cutAfter(answer, integration.timeoutMs);
    return answer;
  } finally {
    clearTimeout(timer);
    exchange.integrationMs = Math.round(performance.now() - startedAt);
  }
}

async function answerOf(
  behind: Behind,
  exchange: Exchange,
  integration: Integration,
  gone: AbortController,
): Promise<Answer> {
  switch (integration.type) {
    case 'AWS_PROXY':
      return await lambdaProxy(behind, exchange, integration.uri);
    case 'HTTP_PROXY':
      return await httpProxy(behind.balancers, exchange, integration, gone);
    case 'MOCK':
      return mock(exchange, integration);
    default:
      return integration.type satisfies never;
  }
}
