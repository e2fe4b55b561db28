// One request through the API: route, throttle, authorizer, API key, validation, integration.
import { admission } from './admission/admission.ts';
import { forbidden, GatewayFault, gatewayResponse, withIds } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { type Behind, integrate } from './integrations/integrate.ts';
import { createRouter } from './match.ts';
import type { Answer, ApiRegistry } from './model.ts';
import { RefusedRequest, refusal } from './refusal.ts';
import { type GatewayRequest, readRequest } from './request.ts';

export interface Served {
  readonly answer: Answer;
  /** Absent when the request reached no stage. */
  readonly exchange?: Exchange;
  /** Type of the gateway response, when the gateway itself answered. */
  readonly refusal?: string;
}

/** One request on its connection. */
export interface Visit {
  readonly incoming: GatewayRequest['incoming'];
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortController;
  /** Tells a client that asked first that its body is wanted. */
  readonly proceed: () => void;
}

export type Serve = (visit: Visit) => Promise<Served>;

export interface GatewayNeeds extends Behind {
  readonly account: Pick<Exchange, 'accountId' | 'region'>;
  readonly apis: ApiRegistry;
  /** Are the spans of a trace that begins now kept? */
  readonly keeps?: Parameters<typeof readRequest>[1];
}

export function gatewayOf(needs: GatewayNeeds): Serve {
  const { account, apis, keeps } = needs;
  const { accountId, region } = account;
  const router = createRouter(apis);
  const admit = admission(needs, apis);

  async function pass(exchange: Exchange, { proceed, gone }: Visit): Promise<Answer> {
    const match = router.match(exchange.api, exchange.request);
    const methods = match?.resource.methods;
    const method = methods?.get(exchange.request.method) ?? methods?.get('ANY');
    if (!match || !method) throw new GatewayFault('MISSING_AUTHENTICATION_TOKEN');
    exchange.match = match;
    exchange.method = method;
    const leave = await admit(exchange, proceed);
    try {
      return await integrate(needs, exchange, method.integration, gone);
    } finally {
      leave();
    }
  }

  async function serveStage(exchange: Exchange, visit: Visit): Promise<Served> {
    try {
      return { exchange, answer: withIds(exchange, await pass(exchange, visit)) };
    } catch (error) {
      const fault = faultOf(needs, exchange, error);
      const answer = withIds(exchange, gatewayResponse(exchange, fault));
      return { exchange, answer, refusal: fault.type };
    }
  }

  return async function serve(visit) {
    try {
      const request = readRequest(visit.incoming, keeps);
      const found = router.find(request);
      if (!found) return { answer: forbidden() };
      return await serveStage({ request, ...found, accountId, region }, visit);
    } catch (error) {
      if (error instanceof RefusedRequest) return { answer: refusal(error) };
      throw error;
    }
  };
}

function faultOf({ log }: GatewayNeeds, { request }: Exchange, error: unknown): GatewayFault {
  if (error instanceof GatewayFault) return error;
  if (!request.incoming.destroyed) {
    log.line('gateway', `${request.method} ${request.rawPath}: ${String(error)}`);
  }
  return new GatewayFault('API_CONFIGURATION_ERROR');
}
