// What the synthetic customer reads from its environment.
import { commonConfig, readConfig, text, url } from '../../platform/kernel/config.ts';

export const readSyntheticConfig = () =>
  readConfig({
    ...commonConfig,
    /** The public API, with its version. */
    API_URL: url,
    /** Of its account, which is verified like any other. */
    EMAIL: text,
    /** Holds JSON: `password`, and the `paymentToken` that its orders are paid with. */
    ACCOUNT_SECRET_ARN: text,
  });
