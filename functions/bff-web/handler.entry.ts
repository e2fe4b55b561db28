// The web BFF: one document for a page, answered from the public API.
import { readFileSync } from 'node:fs';
import { httpFunction } from '../../platform/service/http-function.ts';
import { webPolicies } from './api.ts';
import { readBffConfig } from './config.ts';
import { graphqlEndpoints } from './http.ts';
import { createBffSchema } from './schema.ts';
import { createGraphqlServer } from './server.ts';

/** The build puts them beside the bundle. */
const documents = () =>
  JSON.parse(readFileSync(new URL('graphql-documents.json', import.meta.url), 'utf8'));

export const handler = httpFunction(readBffConfig(), ({ config, log }) => ({
  endpoints: graphqlEndpoints({
    api: { url: config.API_URL, policies: webPolicies(log) },
    server: createGraphqlServer({
      schema: createBffSchema(),
      limits: {
        depth: config.GRAPHQL_MAX_DEPTH,
        aliases: config.GRAPHQL_MAX_ALIASES,
        cost: config.GRAPHQL_MAX_COST,
        tokens: config.GRAPHQL_MAX_TOKENS,
        introspection: config.GRAPHQL_INTROSPECTION === 'on',
      },
      persisted: { documents: documents(), only: config.GRAPHQL_DOCUMENTS === 'persisted' },
    }),
  }),
}));
