// A request on its way through one API: what is known so far, and the variables templates may name.

import { last } from '../cloud/protocol/http-headers.ts';
import { rootOf } from '../telemetry/request-trace.ts';
import type { Variables } from './integrations/template.ts';
import type { Match } from './match.ts';
import type { Method, RestApi, Stage } from './model.ts';
import type { GatewayRequest } from './request.ts';

export interface Exchange {
  readonly request: GatewayRequest;
  readonly api: RestApi;
  readonly stage: Stage;
  readonly accountId: string;
  readonly region: string;
  match?: Match;
  method?: Method;
  /** What the authorizer said: principal and context, values as text. */
  authorizer?: Record<string, string>;
  usageKey?: string;
  apiKey?: { id: string; value: string };
  body?: Buffer;
  integrationMs?: number;
  /** The container that has answered. */
  servedBy?: string | undefined;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Common log format, as in `$context.requestTime`. */
export function requestTime(at: number): string {
  const iso = new Date(at).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

export function methodArn(exchange: Exchange): string {
  const { request, stage } = exchange;
  return `${apiArn(exchange)}/${stage.name}/${request.method}/${request.segments.join('/')}`;
}

export function apiArn(exchange: Exchange): string {
  return `arn:aws:execute-api:${exchange.region}:${exchange.accountId}:${exchange.api.id}`;
}

export function domainName(exchange: Exchange): string {
  return last(exchange.request.headers, 'host') ?? 'localhost';
}

/** `$context.…`, `$stageVariables.…`, `$input.…` and `method.request.…` of this exchange. */
export function variablesOf(exchange: Exchange, extra: Record<string, string> = {}): Variables {
  return (name) =>
    extra[name] ?? contextValue(exchange, name) ?? requestValue(exchange, name) ?? '';
}

function contextValue(exchange: Exchange, name: string): string | undefined {
  if (name.startsWith('stageVariables.')) return exchange.stage.variables[name.slice(15)];
  if (name.startsWith('context.authorizer.')) return exchange.authorizer?.[name.slice(19)];
  return name.startsWith('context.') ? contextReaders[name.slice(8)]?.(exchange) : undefined;
}

const contextReaders: Record<string, (exchange: Exchange) => string | undefined> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  domainName,
  extendedRequestId: ({ request }) => request.id,
  httpMethod: ({ request }) => request.method,
  'identity.apiKeyId': ({ apiKey }) => apiKey?.id,
  'identity.sourceIp': ({ request }) => request.sourceIp,
  'identity.userAgent': ({ request }) => last(request.headers, 'user-agent'),
  integrationLatency: ({ integrationMs }) => integrationMs?.toString(),
  path: (exchange) => `/${exchange.stage.name}${exchange.request.rawPath}`,
  protocol: ({ request }) => request.protocol,
  requestId: ({ request }) => request.id,
  requestTime: ({ request }) => requestTime(request.startedAt),
  requestTimeEpoch: ({ request }) => String(request.startedAt),
  resourceId: ({ match }) => match?.resource.id,
  resourcePath: ({ match }) => match?.resourcePath,
  stage: ({ stage }) => stage.name,
  xrayTraceId: ({ request }) => rootOf(request.trace),
};

function requestValue(exchange: Exchange, name: string): string | undefined {
  if (name === 'input.body') return exchange.body?.toString('utf8') ?? '';
  if (name === 'input.json($)') return exchange.body?.toString('utf8') || '{}';
  const parameter = /^input\.params\((.+)\)$/.exec(name)?.[1];
  if (parameter) return parameterValue(exchange, parameter);
  const [, place, key] = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(name) ?? [];
  return place && key ? placedValue(exchange, place, key) : undefined;
}

function parameterValue(exchange: Exchange, key: string): string | undefined {
  return ['path', 'querystring', 'header']
    .map((place) => placedValue(exchange, place, key))
    .find((value) => value !== undefined);
}

export function placedValue(exchange: Exchange, place: string, key: string): string | undefined {
  if (place === 'path') return exchange.match?.parameters[key];
  if (place === 'querystring') return exchange.request.query[key]?.at(-1);
  return last(exchange.request.headers, key);
}
