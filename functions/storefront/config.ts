// What the storefront reads from its environment.
import { commonConfig, readConfig, url } from '../../platform/kernel/config.ts';

export const readStorefrontConfig = () =>
  readConfig({
    ...commonConfig,
    /** The public API, with its version: `http://localhost:3000/v1`. */
    API_URL: url,
  });
