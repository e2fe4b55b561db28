// One request through the API: route, throttle, authorizer, API key, validation, integration.

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Cloud } from '../cloud/cloud.ts';
import { last } from '../cloud/protocol/http-headers.ts';
import { rootOf } from '../telemetry/request-trace.ts';
import { authorizerFor } from './admission/authorize.ts';
import { usageOf } from './admission/usage.ts';
import { validateBody, validateParameters } from './admission/validate.ts';
import { type Answer, GatewayFault, gatewayResponse } from './answer.ts';
import { readBody } from './body.ts';
import type { Exchange } from './exchange.ts';
import { httpProxy } from './integrations/http-proxy.ts';
import { lambdaProxy } from './integrations/lambda-proxy.ts';
import { mock } from './integrations/mock.ts';
import { buildRoutes, matchRoute, type RouteTree } from './match.ts';
import { apisOf, type Integration, type RestApi } from './model.ts';
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
  readonly incoming: IncomingMessage;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortController;
  /** Tells a client that asked first that its body is wanted. */
  readonly proceed: () => void;
}

export type Serve = (visit: Visit) => Promise<Served>;

export function gatewayOf(cloud: Cloud): Serve {
  const registry = apisOf(cloud);
  const authorize = authorizerFor(cloud);
  const usage = usageOf(cloud);
  const routes = new WeakMap<RestApi, RouteTree>();

  function routesOf(api: RestApi): RouteTree {
    let tree = routes.get(api);
    if (!tree) {
      tree = buildRoutes(api);
      routes.set(api, tree);
    }
    return tree;
  }

  function findApi(request: GatewayRequest): RestApi | undefined {
    const host = last(request.headers, 'host')?.split('.')[0];
    const candidates = [...registry.apis.values()].filter(({ stages }) =>
      stages.has(request.stage),
    );
    return candidates.find(({ id }) => id === host) ?? candidates[0];
  }

  async function pass(exchange: Exchange, { proceed, gone }: Visit): Promise<Answer> {
    const match = matchRoute(routesOf(exchange.api), exchange.request);
    const methods = match?.resource.methods;
    const method = methods?.get(exchange.request.method) ?? methods?.get('ANY');
    if (!match || !method) throw new GatewayFault('MISSING_AUTHENTICATION_TOKEN');
    exchange.match = match;
    exchange.method = method;
    usage.admit(exchange);
    await authorize(exchange);
    usage.meter(exchange);
    validateParameters(exchange);
    // As API Gateway does: an integration begins when the whole request is there.
    exchange.body = await readBody(exchange.request.incoming, proceed);
    validateBody(exchange);
    return await within(cloud, exchange, method.integration, gone);
  }

  return async function serve(visit) {
    let request: GatewayRequest;
    try {
      request = readRequest(visit.incoming, cloud.telemetry?.keeps);
    } catch (error) {
      if (error instanceof RefusedRequest) return { answer: refusal(error) };
      throw error;
    }
    const api = findApi(request);
    const stage = api?.stages.get(request.stage);
    if (!api || !stage) return { answer: forbidden() };
    const exchange: Exchange = {
      request,
      api,
      stage,
      accountId: cloud.accountId,
      region: cloud.region,
    };
    try {
      return { exchange, answer: withIds(exchange, await pass(exchange, visit)) };
    } catch (error) {
      const fault = faultOf(cloud, exchange, error);
      const answer = withIds(exchange, gatewayResponse(exchange, fault));
      return { exchange, answer, refusal: fault.type };
    }
  };
}

async function within(
  cloud: Cloud,
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
    const answer = await Promise.race([integrate(cloud, exchange, integration, gone), timeout]);
    if (integration.streams) cutAfter(answer, integration.timeoutMs);
    return answer;
  } finally {
    clearTimeout(timer);
    exchange.integrationMs = Math.round(performance.now() - startedAt);
  }
}

/** The time of an integration is that of its whole answer. */
function cutAfter({ body }: Answer, milliseconds: number): void {
  if (!(body instanceof Readable)) return;
  const timer = setTimeout(() => body.destroy(), milliseconds).unref();
  body.once('close', () => clearTimeout(timer));
}

async function integrate(
  cloud: Cloud,
  exchange: Exchange,
  integration: Integration,
  gone: AbortController,
): Promise<Answer> {
  switch (integration.type) {
    case 'AWS_PROXY':
      return await lambdaProxy(cloud, exchange, integration.uri);
    case 'HTTP_PROXY':
      return await httpProxy(cloud, exchange, integration, gone);
    case 'MOCK':
      return mock(exchange, integration);
    default:
      return integration.type satisfies never;
  }
}

function faultOf(cloud: Cloud, exchange: Exchange, error: unknown): GatewayFault {
  if (error instanceof GatewayFault) return error;
  if (!exchange.request.incoming.destroyed) {
    cloud.log.line(
      'gateway',
      `${exchange.request.method} ${exchange.request.rawPath}: ${String(error)}`,
    );
  }
  return new GatewayFault('API_CONFIGURATION_ERROR');
}

function withIds({ request }: Exchange, answer: Answer): Answer {
  return {
    ...answer,
    headers: [
      ...answer.headers,
      ['x-amzn-RequestId', request.id],
      ['x-amz-apigw-id', request.id],
      ['X-Amzn-Trace-Id', rootOf(request.trace)],
    ],
  };
}

/** What AWS answers outside of every stage. */
function forbidden(): Answer {
  return {
    status: 403,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', 'ForbiddenException'],
    ],
    body: '{"message":"Forbidden"}',
  };
}
