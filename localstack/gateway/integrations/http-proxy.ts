// HTTP proxy integration over a VPC link: the request goes through the load balancer, the answer streams back.

import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromIntegration, type HeaderList, last } from '../../cloud/protocol/http-headers.ts';
import type { Balancers } from '../../load-balancer/registry.ts';
import { GatewayFault } from '../answer.ts';
import { type Exchange, variablesOf } from '../exchange.ts';
import type { Answer, Integration } from '../model.ts';
import { evaluate } from './template.ts';

interface Mapped {
  readonly path: Record<string, string>;
  readonly query: [string, string][];
  readonly headers: HeaderList;
}

export async function httpProxy(
  { loadBalancers }: Pick<Balancers, 'loadBalancers'>,
  exchange: Exchange,
  integration: Integration,
  gone: AbortController,
): Promise<Answer> {
  const balancer = loadBalancers.get(integration.target ?? '');
  if (!balancer) throw new GatewayFault('INTEGRATION_FAILURE');
  const mapped = mapParameters(exchange, integration.requestParameters);
  const url = partsOf(fillPath(integration.uri, mapped.path));
  const answer = await balancer.dispatch({
    method: integration.httpMethod === 'ANY' ? exchange.request.method : integration.httpMethod,
    path: `/${exchange.stage.name}${url.path}${queryOf(exchange, url.query, mapped.query)}`,
    headers: headersFor(exchange, url.host, mapped.headers),
    body: exchange.body?.length ? exchange.body : undefined,
    signal: gone.signal,
  });
  exchange.servedBy = answer.service;
  const length = last(answer.headers, 'content-length');
  const { body } = answer;
  const isWhole = typeof body === 'string' || length !== undefined || integration.streams;
  return {
    ...answer,
    body: isWhole ? body : await wholeOf(body),
    headers: fromIntegration(answer.headers),
    ...(length !== undefined && { length: Number(length) }),
  };
}

/** Nobody knows how long it will be: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
async function wholeOf(body: Readable): Promise<Buffer> {
  try {
    return await buffer(body);
  } catch {
    throw new GatewayFault('INTEGRATION_FAILURE');
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html */
function mapParameters(exchange: Exchange, parameters: Record<string, string>): Mapped {
  const variables = variablesOf(exchange);
  const mapped: Mapped = { path: {}, query: [], headers: [] };
  for (const [target, expression] of Object.entries(parameters)) {
    const [, place, name] =
      /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target) ?? [];
    const value = evaluate(expression, variables);
    if (!place || !name || !value) continue;
    if (place === 'path') mapped.path[name] = value;
    else if (place === 'querystring') mapped.query.push([name, value]);
    else mapped.headers.push([name, value]);
  }
  return mapped;
}

/** A parameter goes on as it was sent; what may not stand in a path is encoded. */
function fillPath(uri: string, values: Record<string, string>): string {
  return uri.replace(
    /\{(\w+)\+?\}/g,
    (whole, name: string) => values[name]?.replace(/[^!-~]|[?#]/gu, encodeURIComponent) ?? whole,
  );
}

/** Not by `URL`, which would take an encoded `..` for a step up. */
function partsOf(uri: string) {
  const [, host = '', path = '', query = ''] = /^\w+:\/\/([^/?]*)([^?]*)\??(.*)$/.exec(uri) ?? [];
  return { host, path: path || '/', query };
}

function queryOf(exchange: Exchange, ofUri: string, mapped: [string, string][]): string {
  const parts = [
    ofUri,
    exchange.request.rawQuery,
    mapped.length > 0 ? new URLSearchParams(mapped).toString() : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

function headersFor(exchange: Exchange, host: string, mapped: HeaderList): HeaderList {
  const replaced = new Set(['host', 'expect', ...mapped.map(([name]) => name.toLowerCase())]);
  return [
    ...exchange.request.headers.filter(([name]) => !replaced.has(name.toLowerCase())),
    ['Host', host],
    ['x-amzn-apigateway-api-id', exchange.api.id],
    ...mapped,
  ];
}
