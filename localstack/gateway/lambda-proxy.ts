// Lambda proxy integration: the function gets the whole request and answers the whole response.

import type { Cloud } from '../cloud.ts';
import { type Answer, GatewayFault } from './answer.ts';
import { apiArn, type Exchange } from './exchange.ts';
import { fromIntegration, type HeaderList, last } from './headers.ts';
import { functionOf, proxyEvent } from './lambda-event.ts';
import { matchesMediaType } from './media-type.ts';
import { requirePermission } from './permission.ts';

interface ProxyResult {
  readonly statusCode: number;
  readonly headers?: Record<string, unknown>;
  readonly multiValueHeaders?: Record<string, unknown[]>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

const members = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

export async function lambdaProxy(cloud: Cloud, exchange: Exchange, uri: string): Promise<Answer> {
  const name = functionOf(uri);
  const { request, stage, match } = exchange;
  const sourceArn = `${apiArn(exchange)}/${stage.name}/${request.method}${match?.resourcePath ?? '/'}`;
  requirePermission(cloud, name, sourceArn, 'API_CONFIGURATION_ERROR');
  const { payload, functionError } = await invoke(cloud, exchange, name);
  const result = functionError ? undefined : parseResult(payload);
  if (!result) {
    cloud.log.line(
      'gateway',
      `${name} answered ${functionError ?? 'no proxy response'}: ${payload.slice(0, 500)}`,
    );
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
    throw new GatewayFault('DEFAULT_5XX');
  }
  return { status: result.statusCode, headers: headersOf(result), body: bodyOf(exchange, result) };
}

async function invoke(cloud: Cloud, exchange: Exchange, name: string) {
  try {
    return await cloud.functions.invoke(name, JSON.stringify(proxyEvent(exchange)));
  } catch (error) {
    cloud.log.line('gateway', `${name} could not be invoked: ${String(error)}`);
    // A throttled function: https://forums.aws.amazon.com/thread.jspa?threadID=309901
    const isThrottled = (error as Error).name === 'TooManyRequestsException';
    throw new GatewayFault(isThrottled ? 'INTEGRATION_FAILURE' : 'API_CONFIGURATION_ERROR');
  }
}

/** Answers undefined for what AWS calls a malformed Lambda proxy response. */
export function parseResult(payload: string): ProxyResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const result = value as Record<string, unknown>;
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (Object.keys(result).some((name) => !members.includes(name))) return undefined;
  const { body } = result;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  return { ...(result as unknown as ProxyResult), statusCode: status };
}

function headersOf(result: ProxyResult): HeaderList {
  const headers: HeaderList = [];
  const several = result.multiValueHeaders ?? {};
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    if (!(name in several)) headers.push([name, String(value)]);
  }
  for (const [name, values] of Object.entries(several)) {
    for (const value of values) headers.push([name, String(value)]);
  }
  if (last(headers, 'content-type') === undefined) {
    headers.push(['Content-Type', 'application/json']);
  }
  return fromIntegration(headers);
}

/** Base64 is decoded only where the client accepts a binary media type of the API. */
function bodyOf(exchange: Exchange, result: ProxyResult): string | Buffer {
  const body = result.body ?? '';
  if (!result.isBase64Encoded) return body;
  const accept = last(exchange.request.headers, 'accept');
  return matchesMediaType(exchange.api.binaryMediaTypes, accept)
    ? Buffer.from(body, 'base64')
    : body;
}
