// What the web BFF reads from its environment.
import {
  commonConfig,
  integer,
  list,
  readConfig,
  text,
  tokenConfig,
  url,
} from '../../platform/kernel/config.ts';

export const readBffConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    /** The public API, with its version: `http://localhost:3000/v1`. */
    API_URL: url,
    /** `any` document, or `persisted` ones only. */
    GRAPHQL_DOCUMENTS: text,
    /** `on` or `off`. */
    GRAPHQL_INTROSPECTION: text,
    GRAPHQL_MAX_DEPTH: integer(),
    GRAPHQL_MAX_ALIASES: integer(),
    GRAPHQL_MAX_COST: integer(),
    GRAPHQL_MAX_TOKENS: integer(),
  });
