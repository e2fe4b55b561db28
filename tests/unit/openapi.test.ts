// The OpenAPI document says everything the contracts know, and its examples fit them.

import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { exampleAnswers } from '../../events/http/examples/example-answers.ts';
import { examples } from '../../events/http/examples/examples.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { openApiDocument } from '../../infra/documents/openapi/document.ts';
import { parseJson } from '../../platform/validation/json.ts';
import { faultsOf } from '../../platform/validation/validation.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
}
interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const document = openApiDocument() as Document;
const operationOf = ({ path, method }: RouteContract): Operation => {
  const found = document.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`no ${method} ${path}`);
  return found;
};
const operation = (id: string): Operation => {
  const contract = api.find((route) => route.id === id);
  if (contract === undefined) throw new Error(`no ${id}`);
  return operationOf(contract);
};

it.each(api.map((contract) => [contract.id, contract] as const))(
  '%s has an example that fits its contract',
  (id, { request, rawBody }) => {
    const { params, query, body } = examples[id] ?? expect.fail('no example');
    expect(params === undefined).toBe(request.params === undefined);
    if (request.params) expect(faultsOf(request.params, params)).toEqual([]);
    if (query) expect(faultsOf(request.query ?? expect.fail('no query'), query)).toEqual([]);
    expect(body === undefined).toBe(request.body === undefined && rawBody === undefined);
    if (request.body) {
      expect(faultsOf(request.body, body)).toEqual([]);
      expect(parseJson(Buffer.from(JSON.stringify(body)))).toEqual(body);
    }
  },
);

it.each(Object.entries(exampleAnswers))(
  'the answer shown for %s fits its contract',
  (id, answer) => {
    const { responses } = api.find((route) => route.id === id) ?? expect.fail('no operation');
    const [schema] = Object.values(responses);
    expect(faultsOf(schema ?? expect.fail('no body'), answer)).toEqual([]);
  },
);

it('there are no examples of what is no operation', () => {
  const ids = new Set(api.map(({ id }) => id));
  expect(Object.keys(examples).filter((id) => !ids.has(id))).toEqual([]);
});

it('every parameter is described', () => {
  const bare = api.flatMap((contract) =>
    operationOf(contract)
      .parameters.filter(({ description }) => !description)
      .map(({ name }) => `${contract.id} ${name}`),
  );
  expect(bare).toEqual([]);
});

it('summaries are short and descriptions say who may call', () => {
  for (const { summary, description } of api.map(operationOf)) {
    expect(summary.length).toBeLessThanOrEqual(110);
    expect(description).toMatch(/\n\nFor .+\./);
  }
});

it('headers that a client must know are declared', () => {
  const { parameters, responses } = operation('products.change');
  expect(parameters.find(({ name }) => name === 'If-Match')).toMatchObject({
    in: 'header',
    required: true,
  });
  expect(Object.keys(responses['200']?.headers ?? {})).toEqual(['X-Request-Id', 'ETag']);
  expect(Object.keys(document.components.responses?.['rate-limited'] ?? {})).toContain('headers');
  expect(operation('orders.place').parameters.map(({ name }) => name)).toEqual(['Idempotency-Key']);
});

it('a route that scopes open says so by OAuth, with its token URL', () => {
  expect(operation('products.read-stock').security).toEqual([
    { accessToken: [] },
    { clientCredentials: ['inventory:read', 'inventory:write'] },
  ]);
  expect(document.components.securitySchemes?.clientCredentials).toMatchObject({
    flows: { clientCredentials: { tokenUrl: '/v1/oauth/token' } },
  });
});

it('shapes that have a name are defined once', () => {
  const text = JSON.stringify(document.paths);
  expect(text).toContain('"#/components/schemas/Order"');
  expect(document.components.schemas?.Order).toMatchObject({
    properties: { totals: { properties: { total: { $ref: '#/components/schemas/Money' } } } },
  });
});

it('every reference leads somewhere', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g);
  for (const [, kind = '', name = ''] of references) {
    expect(document.components[kind]).toHaveProperty([name]);
  }
});

it('regular expressions are understood in every language', () => {
  expect(JSON.stringify(document)).not.toContain('\\\\p{');
});
