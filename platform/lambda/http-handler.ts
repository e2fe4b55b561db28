// The HTTP side of a function: API Gateway's proxy event in, the endpoints, its proxy result out.

import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { gatewayRequestId } from '../../events/gateway.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { RawRequest } from '../http/request.ts';
import type { HttpServices } from '../http/services.ts';
import { tracedAnswer } from '../http/traced-answer.ts';
import { invocationTrace } from '../kernel/config.ts';
import { AppError } from '../kernel/errors.ts';
import { processTracer } from '../telemetry/tracer.ts';
import type { Correlate } from './correlation.ts';
import { pipeline } from './pipeline.ts';
import { problems, toResult } from './problems.ts';

const headersOf = (event: APIGatewayProxyEvent): Record<string, readonly string[]> => {
  const headers: Record<string, readonly string[]> = Object.create(null);
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {})) {
    const key = name.toLowerCase();
    // The gateway tells names in other letters apart, of which each reader could take another.
    headers[key] = [...(headers[key] ?? []), ...(values ?? [])];
  }
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    headers[name.toLowerCase()] ??= value === undefined ? [] : [value];
  }
  const { requestId } = event.requestContext ?? {};
  headers[gatewayRequestId.toLowerCase()] = requestId === undefined ? [] : [requestId];
  return headers;
};

const queryOf = (event: APIGatewayProxyEvent): URLSearchParams => {
  const query = new URLSearchParams();
  const many = event.multiValueQueryStringParameters ?? {};
  for (const [name, values] of Object.entries(many)) {
    for (const value of values ?? []) query.append(name, value);
  }
  return query;
};

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    // No identifier has a stray percent sign: the contract refuses it.
    return value;
  }
};

/** API Gateway hands path parameters on as they were sent. */
const paramsOf = ({ pathParameters }: APIGatewayProxyEvent): Record<string, string> =>
  Object.fromEntries(
    Object.entries(pathParameters ?? {}).map(([name, value]) => [name, decoded(value ?? '')]),
  );

const toRaw = (event: APIGatewayProxyEvent): RawRequest => ({
  method: event.httpMethod,
  path: event.path,
  query: queryOf(event),
  headers: headersOf(event),
  params: paramsOf(event),
  body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  sourceIp: event.requestContext?.identity?.sourceIp ?? 'unknown',
  arrivedAt: event.requestContext?.requestTimeEpoch,
});

export interface HttpHandler {
  readonly endpoints: readonly Endpoint[];
  readonly services: HttpServices;
  readonly correlate: Correlate;
}

/** A Lambda handler that answers every route of the endpoints; API Gateway names the route in `resource`. */
export const httpHandler = ({ endpoints, services, correlate }: HttpHandler) => {
  const byRoute = new Map(
    endpoints.map((endpoint) => [
      `${endpoint.contract.method} ${endpoint.contract.path}`,
      endpoint,
    ]),
  );
  return pipeline<APIGatewayProxyEvent, APIGatewayProxyResult>({
    correlate,
    middlewares: [problems(services.log)],
    handle: async (event) => {
      const endpoint = byRoute.get(`${event.httpMethod} ${event.resource}`);
      if (endpoint === undefined) throw new AppError('not-found');
      const raw = toRaw(event);
      const parent = raw.headers.traceparent?.[0] ?? invocationTrace();
      const served = { tracer: processTracer(), endpoint, services };
      return toResult(await tracedAnswer(served, raw, parent));
    },
  });
};
