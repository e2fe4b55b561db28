// Which tables there are to look at.
import type { Service } from '../../events/routes.ts';
import { commonConfig, json, readConfig } from '../../platform/kernel/config.ts';

export const readAuditorConfig = () =>
  readConfig({
    ...commonConfig,
    /** Table name by service. */
    TABLES: json<Readonly<Record<Service, string>>>(),
  });
