// One route of the contracts as an operation of OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html#operation-object

import { IsOptional } from 'typebox';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import { type Example, examples } from '../../events/http/examples/examples.ts';
import {
  type RequestHeader,
  type ResponseHeader,
  requestHeaders,
} from '../../events/http/headers.ts';
import type { Auth, Deprecated, RouteContract } from '../../events/http/route.ts';
import { OAuthError, Problem } from '../../events/http/shapes.ts';
import { type ErrorCode, problems } from '../../events/problems.ts';
import { typescriptSample } from './code-sample.ts';
import type { NamedSchemas } from './named-schemas.ts';
import { refusalHeaders, refusalsOf } from './refusals.ts';

type Refer = NamedSchemas['refer'];

const security = ({ auth }: RouteContract): object[] => {
  switch (auth.kind) {
    case 'bearer':
      return [
        { accessToken: [] },
        ...(auth.scopes.length === 0 ? [] : [{ clientCredentials: auth.scopes }]),
      ];
    case 'optional':
      return [{}, { accessToken: [] }];
    case 'client':
      return [{ clientSecret: [] }, {}];
    default:
      return [];
  }
};

const people: Readonly<Record<string, string>> = {
  customer: 'customers',
  admin: 'administrators',
  support: 'support',
  fulfilment: 'fulfilment',
};

const callers = (auth: Auth): string => {
  switch (auth.kind) {
    case 'public':
      return 'everybody';
    case 'optional':
      return 'guests and customers';
    case 'signature':
      return 'who signs the request';
    case 'client':
      return 'OAuth clients, with their secret';
    case 'bearer': {
      const roles = auth.roles.map((role) => people[role] ?? role);
      const clients = auth.scopes.map((scope) => `clients with the scope \`${scope}\``);
      return [...roles, ...clients].join(', ');
    }
  }
};

/** Its first clause; all of it is in the description. */
const title = ({ summary }: RouteContract): string => summary.split(/[;:] |\. /)[0] ?? summary;

const sentence = (text: string): string => text.replace(/[^.]$/, '$&.');

const farewell = ({ since, sunset, successor }: Deprecated): string => {
  const end = sunset === undefined ? '' : ` and may be gone from ${sunset} on`;
  return `Deprecated since ${since}${end}: \`${successor}\` has taken its place.`;
};

const description = (contract: RouteContract): string => {
  const { summary, notes, auth, idempotent, deprecated } = contract;
  return [
    sentence(summary),
    ...(deprecated === undefined ? [] : [farewell(deprecated)]),
    ...(notes === undefined ? [] : [notes]),
    `For ${callers(auth)}.`,
    ...(idempotent ? ['Sent again with the same `Idempotency-Key`, it is done once.'] : []),
  ].join('\n\n');
};

interface ObjectSchema {
  readonly properties?: Readonly<
    Record<string, { readonly description?: string; readonly examples?: unknown[] }>
  >;
  readonly required?: readonly string[];
}

const parameters = (contract: RouteContract, example: Example, refer: Refer): object[] => {
  const from = (
    schema: unknown,
    where: 'path' | 'query',
    values: Readonly<Record<string, unknown>> = {},
  ) => {
    const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      description: property.description,
      schema: refer(property),
      ...(name in values ? { example: values[name] } : {}),
    }));
  };
  const headers = Object.entries({
    ...(contract.idempotent ? ({ 'Idempotency-Key': 'required' } as const) : {}),
    ...contract.requestHeaders,
  }).map(([name, need]) => {
    const header = requestHeaders[name as RequestHeader];
    return { name, in: 'header', required: need === 'required', ...headerObject(header) };
  });
  return [
    ...from(contract.request.params, 'path', example.params),
    ...from(contract.request.query, 'query', example.query),
    ...headers,
  ];
};

const forms: Readonly<Record<string, string>> = {
  'application/json': 'JSON',
  'application/x-ndjson': 'One JSON object a line',
  'application/x-www-form-urlencoded': 'A form',
};

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / 1024 / 1024} MiB`;

const requestBody = (contract: RouteContract, example: Example, refer: Refer): object => {
  const { request, accepts = 'application/json', rawBody, bodyLimit = 64 * 1024 } = contract;
  const { body } = request;
  if (body === undefined && rawBody === undefined) return {};
  const schema = body === undefined ? { type: 'string' } : refer(body);
  return {
    requestBody: {
      description: `${forms[accepts]} of at most ${size(bodyLimit)}.`,
      required: body === undefined || !IsOptional(body),
      content: { [accepts]: { schema, example: example.body } },
    },
  };
};

type Header = { readonly description?: string; readonly examples?: readonly unknown[] };

export const headerObject = (header: object): object => {
  const { description, examples = [], ...schema } = header as Header;
  return { description, schema, example: examples[0] };
};

const headerRefs = (names: readonly ResponseHeader[]): object =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** OpenAPI 3.1 has no word for one event of many: https://json-schema.org/draft/2020-12/json-schema-validation#name-contentschema */
const eventStream = (data: object): object => ({
  'text/event-stream': {
    schema: {
      type: 'string',
      description: 'Server-sent events, the `data` of each as JSON.',
      contentMediaType: 'application/json',
      contentSchema: data,
    },
  },
});

export const headersOfDeprecation = ({ deprecated }: RouteContract): ResponseHeader[] => {
  if (deprecated === undefined) return [];
  return ['Deprecation', 'Link', ...(deprecated.sunset === undefined ? [] : (['Sunset'] as const))];
};

/** The contract gate reads when it may go. */
const markOf = ({ deprecated }: RouteContract): object =>
  deprecated === undefined
    ? {}
    : {
        deprecated: true,
        ...(deprecated.sunset === undefined ? {} : { 'x-sunset': deprecated.sunset }),
      };

const successes = (contract: RouteContract, refer: Refer): [string, object][] => {
  const { responses, responseHeaders = [], idempotent, produces = 'application/json' } = contract;
  const stream = contract.streams === undefined ? {} : eventStream(refer(contract.streams));
  const known = exampleAnswers[contract.id];
  const answer = known === undefined ? {} : { example: known };
  const names: ResponseHeader[] = [
    'X-Request-Id',
    ...responseHeaders,
    ...headersOfDeprecation(contract),
    ...(idempotent ? (['Idempotent-Replayed'] as const) : []),
  ];
  return Object.entries(responses).map(([status, schema]) => [
    status,
    {
      description: sentence(title(contract)),
      headers: headerRefs(names),
      ...(schema === null
        ? {}
        : { content: { [produces]: { schema: refer(schema), ...answer }, ...stream } }),
    },
  ]);
};

/** By status; one code alone has a response of its own in the components. */
const refusals = (contract: RouteContract, refer: Refer): [string, object][] => {
  const byStatus = Map.groupBy(refusalsOf(contract), (code) => problems[code][0]);
  return [...byStatus].map(([status, codes]) => {
    const [code] = codes;
    if (codes.length === 1 && code !== undefined) {
      return [String(status), { $ref: `#/components/responses/${code}` }];
    }
    return [String(status), problemResponse(codes, refer)];
  });
};

export const problemResponse = (codes: readonly ErrorCode[], refer: Refer): object => ({
  description: codes.map((code) => sentence(problems[code][1])).join(' '),
  headers: headerRefs(refusalHeaders(codes)),
  content: {
    'application/problem+json': {
      schema: refer(Problem),
      examples: Object.fromEntries(
        codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
      ),
    },
  },
});

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const oauthRefusals = (refer: Refer): [string, object][] =>
  [400, 401, 413, 415, 429, 500, 503].map((status) => [
    String(status),
    {
      description: 'An error of OAuth (RFC 6749, section 5.2).',
      headers: headerRefs([
        'X-Request-Id',
        ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
      ]),
      content: { 'application/json': { schema: refer(OAuthError) } },
    },
  ]);

export const operation = (
  contract: RouteContract,
  tag: string,
  { refer }: NamedSchemas,
): object => {
  const example = examples[contract.id] ?? {};
  const source = typescriptSample(contract, example);
  return {
    operationId: contract.id,
    summary: title(contract),
    description: description(contract),
    tags: [tag],
    ...markOf(contract),
    security: security(contract),
    ...(source && { 'x-codeSamples': [{ lang: 'TypeScript', label: 'TypeScript', source }] }),
    parameters: parameters(contract, example, refer),
    ...requestBody(contract, example, refer),
    responses: Object.fromEntries([
      ...successes(contract, refer),
      ...(contract.auth.kind === 'client' ? oauthRefusals(refer) : refusals(contract, refer)),
    ]),
  };
};
