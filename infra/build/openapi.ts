// The public API as OpenAPI 3.1, made from the contracts: https://spec.openapis.org/oas/v3.1.1.html
import { writeFile } from 'node:fs/promises';
import { IsOptional } from 'typebox';
import { api } from '../../events/http/api.ts';
import type { Auth, RouteContract } from '../../events/http/route.ts';
import { Problem } from '../../events/http/shapes.ts';

const security = (auth: Auth): object[] => {
  switch (auth.kind) {
    case 'bearer':
      return [{ accessToken: [...auth.roles, ...auth.scopes] }];
    case 'optional':
      return [{}, { accessToken: [] }];
    case 'client':
      return [{ clientSecret: [] }];
    default:
      return [];
  }
};

type ObjectSchema = { properties?: Record<string, object>; required?: string[] };

const parameters = (contract: RouteContract): object[] => {
  const from = (schema: unknown, where: string) => {
    const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      schema: property,
    }));
  };
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    schema: { type: 'string', pattern: '^"?[A-Za-z0-9._:~-]{16,255}"?$' },
  };
  return [
    ...from(contract.request.params, 'path'),
    ...from(contract.request.query, 'query'),
    ...(contract.idempotent ? [key] : []),
  ];
};

const operation = (contract: RouteContract): object => {
  const { id, service, summary, notes, auth, request, responses } = contract;
  const { accepts = 'application/json' } = contract;
  const answers = Object.entries(responses).map(([status, schema]) => [
    status,
    {
      description: summary,
      ...(schema === null ? {} : { content: { 'application/json': { schema } } }),
    },
  ]);
  return {
    operationId: id,
    summary,
    ...(notes === undefined ? {} : { description: notes }),
    tags: [service],
    security: security(auth),
    parameters: parameters(contract),
    ...(request.body === undefined
      ? {}
      : {
          requestBody: {
            required: !IsOptional(request.body),
            content: { [accepts]: { schema: request.body } },
          },
        }),
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: 'Problem details (RFC 9457)',
        content: { 'application/problem+json': { schema: Problem } },
      },
    },
  };
};

export const openApiDocument = (): object => {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of api) {
    const item = paths[contract.path] ?? {};
    item[contract.method.toLowerCase()] = operation(contract);
    paths[contract.path] = item;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tandem',
      version: '1.0.0',
      description: 'A commerce backend of serverless functions and containers in tandem.',
    },
    servers: [{ url: '/v1' }],
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        clientSecret: { type: 'http', scheme: 'basic' },
      },
    },
  };
};

export const writeOpenApi = (path: string): Promise<void> =>
  writeFile(path, JSON.stringify(openApiDocument()));
