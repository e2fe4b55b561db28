// What the gateway answers by itself: its refusals as problem details, and 405 with `Allow`.
import type { CfnGatewayResponseProps, CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { type ErrorCode, problems } from '../../../events/problems.ts';
import { answerHeaders, problemBody, problemHeaders } from './problem.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const refusals: Readonly<Record<string, ErrorCode>> = {
  ACCESS_DENIED: 'forbidden',
  API_CONFIGURATION_ERROR: 'internal',
  // What a busy authorizer comes out as: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
  AUTHORIZER_CONFIGURATION_ERROR: 'overloaded',
  AUTHORIZER_FAILURE: 'overloaded',
  BAD_REQUEST_BODY: 'malformed-request',
  BAD_REQUEST_PARAMETERS: 'malformed-request',
  DEFAULT_4XX: 'malformed-request',
  DEFAULT_5XX: 'internal',
  INTEGRATION_FAILURE: 'overloaded',
  INTEGRATION_TIMEOUT: 'gateway-timeout',
  INVALID_API_KEY: 'forbidden',
  // An Authorization header on an unknown route is taken for a signature; no route of ours is signed.
  INVALID_SIGNATURE: 'not-found',
  MISSING_AUTHENTICATION_TOKEN: 'not-found',
  QUOTA_EXCEEDED: 'rate-limited',
  REQUEST_TOO_LARGE: 'payload-too-large',
  RESOURCE_NOT_FOUND: 'not-found',
  THROTTLED: 'rate-limited',
  UNAUTHORIZED: 'unauthenticated',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
  WAF_FILTERED: 'forbidden',
};

const extraHeaders: Partial<Record<ErrorCode, Readonly<Record<string, string>>>> = {
  unauthenticated: { 'WWW-Authenticate': "'Bearer'" },
  // https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
  'rate-limited': { 'Retry-After': "'1'", RateLimit: `'"api";r=0;t=1'` },
  overloaded: { 'Retry-After': "'1'" },
};

const prefixed = (prefix: string, headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [prefix + name, value]));

/** A refusal says nothing of anyone, so with several origins every one may read it; a response has one value only. */
const corsOfRefusals = (origins: readonly string[]): Readonly<Record<string, string>> => {
  const [origin, ...others] = origins;
  if (origin === undefined) return {};
  return {
    'Access-Control-Allow-Origin': others.length === 0 ? `'${origin}'` : "'*'",
    'Access-Control-Expose-Headers': "'RateLimit, Retry-After, X-Request-Id'",
  };
};

type Refusal = Omit<CfnGatewayResponseProps, 'restApiId'>;

export const gatewayResponses = (corsOrigins: readonly string[]): readonly Refusal[] =>
  Object.entries(refusals).map(([responseType, code]) => ({
    responseType,
    statusCode: String(problems[code][0]),
    responseParameters: prefixed('gatewayresponse.header.', {
      ...problemHeaders,
      ...extraHeaders[code],
      ...corsOfRefusals(corsOrigins),
    }),
    responseTemplates: { 'application/json': problemBody(code) },
  }));

/** A request with a body of another type than these is refused before it gets here. */
const mediaTypes = [
  'application/json',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'text/plain',
];

interface Answer {
  readonly integration: CfnMethod.IntegrationProperty & {
    readonly integrationResponses: CfnMethod.IntegrationResponseProperty[];
  };
  readonly methodResponses: CfnMethod.MethodResponseProperty[];
}

const mock = (
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): Answer => {
  const responseParameters = prefixed('method.response.header.', headers);
  return {
    integration: {
      type: 'MOCK',
      passthroughBehavior: 'NEVER',
      // No template reads bytes, and to this API all bodies are bytes:
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
      contentHandling: 'CONVERT_TO_TEXT',
      requestTemplates: Object.fromEntries(
        mediaTypes.map((type) => [type, JSON.stringify({ statusCode })]),
      ),
      integrationResponses: [
        {
          statusCode: String(statusCode),
          responseParameters,
          responseTemplates: { 'application/json': body },
        },
      ],
    },
    methodResponses: [
      {
        statusCode: String(statusCode),
        responseParameters: Object.fromEntries(
          Object.keys(responseParameters).map((name) => [name, false]),
        ),
      },
    ],
  };
};

/** Parameters are found by the exact name, and browsers send this one in small letters by HTTP/2. */
const allowOneOf = (origins: readonly string[]): string =>
  [
    `#set($origin = $input.params('origin'))`,
    `#if($origin == '')#set($origin = $input.params('Origin'))#end`,
    `#if(${origins.map((origin) => `$origin == '${origin}'`).join(' || ')})`,
    '#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
    '#end',
  ].join('');

/** What a browser asks before it sends a request of another origin: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
const preflight = (origins: readonly string[], allowed: readonly string[]): Answer => {
  const [origin, ...others] = origins;
  const headers = {
    ...answerHeaders,
    'Access-Control-Allow-Methods': `'${[...allowed].sort().join(', ')}'`,
    'Access-Control-Allow-Headers':
      "'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Api-Key, X-Cart-Token, X-Request-Id'",
    'Access-Control-Max-Age': "'7200'",
    Vary: "'Origin'",
  };
  if (others.length > 0) return mock(204, headers, allowOneOf(origins));
  return mock(204, { ...headers, 'Access-Control-Allow-Origin': `'${origin}'` }, '');
};

const methodNotAllowed = (allowed: readonly string[]): Answer =>
  mock(
    405,
    { ...problemHeaders, Allow: `'${[...allowed].sort().join(', ')}'` },
    problemBody('method-not-allowed'),
  );

const byMethod = `#if($context.httpMethod == 'OPTIONS'){"statusCode":204}#else{"statusCode":405}#end`;

/**
 * What is answered to every method that no route has. One method for both answers: a stack holds 500 resources, and with
 * two a path there would be more.
 */
export const otherMethods = (origins: readonly string[], allowed: readonly string[]): Answer => {
  const refusal = methodNotAllowed(allowed);
  if (origins.length === 0) return refusal;
  const answer = preflight(origins, allowed);
  const answers = answer.integration.integrationResponses.map((response) => ({
    ...response,
    selectionPattern: '204',
  }));
  return {
    integration: {
      ...refusal.integration,
      requestTemplates: Object.fromEntries(mediaTypes.map((type) => [type, byMethod])),
      integrationResponses: [...answers, ...refusal.integration.integrationResponses],
    },
    methodResponses: [...answer.methodResponses, ...refusal.methodResponses],
  };
};
