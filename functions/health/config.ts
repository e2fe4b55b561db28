// What is looked at, and as which version.
import type { Service } from '../../events/routes.ts';
import { commonConfig, json, list, readConfig, tokenConfig } from '../../platform/kernel/config.ts';

export const readHealthConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    /** Table name by service. */
    TABLES: json<Readonly<Record<Service, string>>>(),
  });
