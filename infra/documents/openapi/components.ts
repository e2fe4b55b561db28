// What operations share, as components of OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html#components-object
import { requestHeaders, responseHeaders } from '../../../events/http/headers.ts';
import { type ErrorCode, problems } from '../../../events/problems.ts';
import type { NamedSchemas } from '../named-schemas.ts';
import { headerObject } from './operation.ts';
import { exampleOf } from './refusals.ts';
import { problemResponse } from './responses.ts';

/** What a client may be allowed. */
const scopes = {
  'inventory:read': 'Read stock and its ledger.',
  'inventory:write': 'Read and correct stock.',
  'orders:fulfil': 'Read orders, ship them, take returns and refund.',
  'webhooks:manage': 'Keep webhook endpoints and send deliveries again.',
  'users:find': 'Find an account by its address; for our own services only.',
  'stories:read': 'Read what payments and queues know of an order; for our own services only.',
  'catalogue:quote': 'Read prices for placing orders; for our own services only.',
};

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `accessToken` of `POST /auth/login`.',
  },
  clientCredentials: {
    type: 'oauth2',
    description: 'For programs, registered by an administrator.',
    flows: { clientCredentials: { tokenUrl: '/v1/oauth/token', scopes } },
  },
  clientSecret: {
    type: 'http',
    scheme: 'basic',
    description: 'Id and secret of the client; or `client_id` and `client_secret` in the body.',
  },
};

/** For every operation, so it stands once at each path. */
const requestId = {
  name: 'X-Request-Id',
  in: 'header',
  required: false,
  ...headerObject(requestHeaders['X-Request-Id']),
};

export const components = ({ refer, definitions }: NamedSchemas) => {
  const codes = Object.keys(problems) as ErrorCode[];
  const byCode = <T>(of: (code: ErrorCode) => T) =>
    Object.fromEntries(codes.map((code) => [code, of(code)]));
  return {
    parameters: { 'X-Request-Id': requestId },
    headers: Object.fromEntries(
      Object.entries(responseHeaders).map(([name, header]) => [name, headerObject(header)]),
    ),
    responses: byCode((code) => problemResponse([code], refer)),
    examples: byCode((code) => ({ summary: problems[code][1], value: exampleOf(code) })),
    securitySchemes,
    schemas: definitions(),
  };
};

/** Responses and examples of codes that no route names, and headers that no answer has, are left out. */
export const withoutUnused = <D extends { components: Record<string, object> }>(document: D): D => {
  const { responses = {}, examples = {}, headers = {}, ...others } = document.components;
  const usedIn = (kind: string, all: object, text: string): object =>
    Object.fromEntries(
      Object.entries(all).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)),
    );
  const text = JSON.stringify({ ...document, components: others });
  const used = usedIn('responses', responses, text);
  const withUsed = text + JSON.stringify(used);
  return {
    ...document,
    components: {
      ...document.components,
      headers: usedIn('headers', headers, withUsed),
      responses: used,
      examples: usedIn('examples', examples, withUsed),
    },
  };
};
