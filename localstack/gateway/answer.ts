// Answers of the gateway: what an integration said, or a gateway response with its template.

import { Readable } from 'node:stream';
import { last } from '../cloud/protocol/http-headers.ts';
import { rootOf } from '../telemetry/request-trace.ts';
import { type Exchange, variablesOf } from './exchange.ts';
import { evaluate, render } from './integrations/template.ts';
import type { Answer, GatewayResponse, RestApi } from './model.ts';

/** The time of an integration is that of its whole answer. */
export function cutAfter({ body }: Answer, milliseconds: number): void {
  if (!(body instanceof Readable)) return;
  const timer = setTimeout(() => body.destroy(), milliseconds).unref();
  body.once('close', () => clearTimeout(timer));
}

/** The answer under the ids of its request. */
export function withIds({ request }: Exchange, answer: Answer): Answer {
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
export function forbidden(): Answer {
  return {
    status: 403,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', 'ForbiddenException'],
    ],
    body: '{"message":"Forbidden"}',
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
export const gatewayResponseTypes = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'Bad request parameters'],
  DEFAULT_4XX: [400, 'Bad request'],
  DEFAULT_5XX: [502, 'Internal server error'],
  EXPIRED_TOKEN: [403, 'The security token included in the request is expired'],
  INTEGRATION_FAILURE: [504, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  INVALID_API_KEY: [403, 'Forbidden'],
  INVALID_SIGNATURE: [403, 'Forbidden'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  RESOURCE_NOT_FOUND: [404, 'Not found'],
  THROTTLED: [429, 'Too Many Requests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type'],
  WAF_FILTERED: [403, 'Forbidden'],
} as const satisfies Record<string, readonly [number, string]>;

export type GatewayResponseType = keyof typeof gatewayResponseTypes;

/** Ends a request with a gateway response of this type. */
export class GatewayFault extends Error {
  readonly type: GatewayResponseType;
  readonly validation: string | undefined;

  constructor(type: GatewayResponseType, message?: string, validation?: string) {
    super(message ?? gatewayResponseTypes[type][1]);
    this.name = 'GatewayFault';
    this.type = type;
    this.validation = validation;
  }
}

export function gatewayResponse(exchange: Exchange, fault: GatewayFault): Answer {
  const usual = gatewayResponseTypes[fault.type][0];
  const declared = declaredFor(exchange.api, fault.type, usual);
  const variables = variablesOf(exchange, {
    'context.error.message': fault.message,
    'context.error.messageString': JSON.stringify(fault.message),
    'context.error.responseType': fault.type,
    'context.error.validationErrorString': fault.validation ?? '',
  });
  const [type, template] = templateFor(declared, last(exchange.request.headers, 'accept'));
  const headers = new Map<string, [string, string]>([['content-type', ['Content-Type', type]]]);
  headers.set('x-amzn-errortype', ['x-amzn-ErrorType', errorType(fault.type)]);
  for (const [target, expression] of Object.entries(declared?.parameters ?? {})) {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    if (name) headers.set(name.toLowerCase(), [name, evaluate(expression, variables) ?? '']);
  }
  return {
    status: declared?.status ?? usual,
    headers: [...headers.values()],
    body: render(template, variables),
  };
}

function declaredFor(api: RestApi, type: string, usual: number): GatewayResponse | undefined {
  const fallback = usual < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  return api.gatewayResponses.get(type) ?? api.gatewayResponses.get(fallback);
}

function templateFor(declared: GatewayResponse | undefined, accept = ''): [string, string] {
  const templates = Object.entries(declared?.templates ?? {});
  const byAccept = templates.find(([type]) => accept.includes(type));
  const usual = templates.find(([type]) => type === 'application/json');
  return (
    byAccept ??
    usual ??
    templates[0] ?? ['application/json', '{"message":$context.error.messageString}']
  );
}

function errorType(type: GatewayResponseType): string {
  const words = type.toLowerCase().split('_');
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Exception`;
}
