// The OpenAPI document as the types of the SDK need it: successes, and one shape for all refusals.
import { openApiDocument } from './document.ts';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, object>>;
}

const problem = {
  description: 'Problem details (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const withoutHeaders = (response: unknown): object => {
  const { headers: _headers, ...rest } = response as { readonly headers?: object };
  return rest;
};

const trimmed = (operation: Operation): object => {
  const successes = Object.entries(operation.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, response]) => [status, withoutHeaders(response)]);
  return { ...operation, responses: { ...Object.fromEntries(successes), default: problem } };
};

export const forTypes = (): object => {
  const { components, paths, ...document } = openApiDocument() as Document;
  const trimmedPaths = Object.entries(paths).map(([path, item]) => {
    const operations = Object.entries(item).filter(([, value]) => 'responses' in value);
    return [path, Object.fromEntries(operations.map(([method, each]) => [method, trimmed(each)]))];
  });
  const { schemas, securitySchemes } = components;
  return {
    ...document,
    paths: Object.fromEntries(trimmedPaths),
    components: { schemas, securitySchemes },
  };
};
