// One route of the contracts as an operation of OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html#operation-object

import { IsOptional } from 'typebox';
import { type Example, examples } from '../../../events/http/examples/examples.ts';
import { type RequestHeader, requestHeaders } from '../../../events/http/headers.ts';
import type { RouteContract } from '../../../events/http/route.ts';
import type { NamedSchemas } from '../named-schemas.ts';
import { typescriptSample } from './code-sample.ts';
import { description, title } from './description.ts';
import { responses } from './responses.ts';

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

/** The contract gate reads when it may go. */
const markOf = ({ deprecated }: RouteContract): object =>
  deprecated === undefined
    ? {}
    : {
        deprecated: true,
        ...(deprecated.sunset === undefined ? {} : { 'x-sunset': deprecated.sunset }),
      };

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
    responses: responses(contract, refer),
  };
};
