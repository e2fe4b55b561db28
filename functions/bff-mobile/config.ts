// What the mobile BFF reads from its environment.
import { commonConfig, list, readConfig, tokenConfig, url } from '../../platform/kernel/config.ts';

export const readMobileConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    /** The public API, with its version: `http://localhost:3000/v1`. */
    API_URL: url,
  });
