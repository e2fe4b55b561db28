// What may be answered to a route, as responses of OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html#response-object
import { exampleAnswers } from '../../../events/http/examples/example-answers.ts';
import type { ResponseHeader } from '../../../events/http/headers.ts';
import type { RouteContract } from '../../../events/http/route.ts';
import { OAuthError, Problem } from '../../../events/http/shapes.ts';
import { type ErrorCode, problems } from '../../../events/problems.ts';
import type { NamedSchemas } from '../named-schemas.ts';
import { sentence, title } from './description.ts';
import { refusalHeaders, refusalsOf } from './refusals.ts';

type Refer = NamedSchemas['refer'];

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

/** By status. */
export const responses = (contract: RouteContract, refer: Refer): Record<string, object> =>
  Object.fromEntries([
    ...successes(contract, refer),
    ...(contract.auth.kind === 'client' ? oauthRefusals(refer) : refusals(contract, refer)),
  ]);
