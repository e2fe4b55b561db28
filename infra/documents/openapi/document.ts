// The public API as OpenAPI 3.1, made from the contracts: https://spec.openapis.org/oas/v3.1.1.html
import { readFileSync } from 'node:fs';
import { chapters, routesOf } from '../../../events/http/api.ts';
import type { NamedSchemas } from '../named-schemas.ts';
import { components, withoutUnused } from './components.ts';
import { contractSchemas } from './contract-schemas.ts';
import { operation } from './operation.ts';
import { webhooks } from './webhooks.ts';

/** The guides, from the second heading on: the first is the title. */
const guides = (): string =>
  readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8').replace(/^# .*\n+/, '');

/** A path that names its version stands beside `/v1`, not below it. */
const serversOf = (path: string): object =>
  /^\/v\d+\//.test(path) ? { servers: [{ url: '/' }] } : {};

const pathsOf = (named: NamedSchemas): object => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const chapter of chapters) {
    for (const contract of routesOf(chapter)) {
      const item = paths[contract.path] ?? {
        ...serversOf(contract.path),
        parameters: [{ $ref: '#/components/parameters/X-Request-Id' }],
      };
      item[contract.method.toLowerCase()] = operation(contract, chapter.name, named);
      paths[contract.path] = item;
    }
  }
  return paths;
};

export const openApiDocument = (): object => {
  const named = contractSchemas();
  const document = {
    openapi: '3.1.1',
    info: {
      title: 'Tandem',
      version: '1.0.0',
      summary: 'A commerce backend of serverless functions and containers in tandem.',
      description: guides(),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/v1' }],
    tags: chapters.map(({ name, about }) => ({ name, description: about })),
    paths: pathsOf(named),
    webhooks: webhooks(named.refer),
    components: components(named),
  };
  return withoutUnused(document);
};
