// Lambda proxy integration: the function gets the whole request and answers the whole response.

import { fromIntegration, type HeaderList, last } from '../../cloud/protocol/http-headers.ts';
import { xrayHeaderOf } from '../../telemetry/request-trace.ts';
import { matchesMediaType } from '../admission/media-type.ts';
import { type Callable, requirePermission } from '../admission/permission.ts';
import { GatewayFault } from '../answer.ts';
import { apiArn, type Exchange } from '../exchange.ts';
import type { Answer } from '../model.ts';
import { functionOf, proxyEvent } from './lambda-event.ts';

interface ProxyResult {
  readonly statusCode: number;
  readonly headers: HeaderList;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const members = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

export async function lambdaProxy(
  callable: Callable,
  exchange: Exchange,
  uri: string,
): Promise<Answer> {
  const name = functionOf(uri);
  const { request, stage, match } = exchange;
  const sourceArn = `${apiArn(exchange)}/${stage.name}/${request.method}${match?.resourcePath ?? '/'}`;
  requirePermission(callable, name, sourceArn, 'API_CONFIGURATION_ERROR');
  const { payload, functionError } = await invoke(callable, exchange, name);
  const result = functionError ? undefined : parseResult(payload);
  if (!result) {
    callable.log.line(
      'gateway',
      `${name} answered ${functionError ?? 'no proxy response'}: ${payload.slice(0, 500)}`,
    );
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
    throw new GatewayFault('DEFAULT_5XX');
  }
  return {
    status: result.statusCode,
    headers: fromIntegration(withContentType(result.headers)),
    body: bodyOf(exchange, result),
  };
}

const faults: Readonly<Record<string, GatewayFault['type']>> = {
  // A throttled function: https://forums.aws.amazon.com/thread.jspa?threadID=309901
  TooManyRequestsException: 'INTEGRATION_FAILURE',
  RequestTooLargeException: 'REQUEST_TOO_LARGE',
};

async function invoke({ functions, log }: Callable, exchange: Exchange, name: string) {
  try {
    return await functions.invoke(
      name,
      JSON.stringify(proxyEvent(exchange)),
      xrayHeaderOf(exchange.request.trace),
    );
  } catch (error) {
    log.line('gateway', `${name} could not be invoked: ${String(error)}`);
    throw new GatewayFault(faults[(error as Error).name] ?? 'API_CONFIGURATION_ERROR');
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const isNothing = (value: unknown): value is undefined | null =>
  value === undefined || value === null;

/** A map whose values are all as wanted; none where it is not one. */
function mapOf(value: unknown, isWanted: (one: unknown) => boolean) {
  if (isNothing(value)) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.values(value).every((one) => isNothing(one) || isWanted(one)) ? value : undefined;
}

const isHeader = ([name, value]: readonly [string, string]) =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

/** A pair that both have is sent once: both lists are merged. */
const isAmong = (several: object, name: string, value: unknown) =>
  Object.entries(several as Record<string, unknown[] | null>).some(
    ([other, values]) =>
      other.toLowerCase() === name.toLowerCase() &&
      (values ?? []).some((one) => String(one) === String(value)),
  );

/** Headers as they are sent; undefined where the answer's are no headers. */
function headersOf(result: Record<string, unknown>): HeaderList | undefined {
  const single = mapOf(result.headers, isScalar);
  const several = mapOf(
    result.multiValueHeaders,
    (one) => Array.isArray(one) && one.every(isScalar),
  ) as Record<string, unknown[] | null> | undefined;
  if (!single || !several) return undefined;
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(single)) {
    if (!isNothing(value) && !isAmong(several, name, value)) headers.push([name, String(value)]);
  }
  for (const [name, values] of Object.entries(several)) {
    for (const value of values ?? []) headers.push([name, String(value)]);
  }
  return headers.every(isHeader) ? headers : undefined;
}

/** Of a last answer: after an informational one the client would wait for another. */
function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\d{3}$/.test(value))) {
    return undefined;
  }
  const status = Number(value);
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
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
  if (Object.keys(result).some((name) => !members.includes(name))) return undefined;
  const { body, isBase64Encoded } = result;
  const statusCode = statusOf(result.statusCode);
  const headers = headersOf(result);
  if (statusCode === undefined || headers === undefined) return undefined;
  if (!isNothing(body) && typeof body !== 'string') return undefined;
  if (!isNothing(isBase64Encoded) && typeof isBase64Encoded !== 'boolean') return undefined;
  return { statusCode, headers, body: body ?? '', isBase64Encoded: isBase64Encoded ?? false };
}

function withContentType(headers: HeaderList): HeaderList {
  return last(headers, 'content-type') === undefined
    ? [...headers, ['Content-Type', 'application/json']]
    : headers;
}

/** Base64 is decoded only where the client accepts a binary media type of the API. */
function bodyOf(exchange: Exchange, result: ProxyResult): string | Buffer {
  const { body, isBase64Encoded } = result;
  if (!isBase64Encoded) return body;
  const accept = last(exchange.request.headers, 'accept');
  return matchesMediaType(exchange.api.binaryMediaTypes, accept)
    ? Buffer.from(body, 'base64')
    : body;
}
