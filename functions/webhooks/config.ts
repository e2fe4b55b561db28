// What the entries of the webhooks service read from their environment.
import { commonConfig, list, readConfig, text, tokenConfig } from '../../platform/config.ts';

export const readHttpConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    TABLE_NAME: text,
    PROVIDER_WEBHOOK_SECRET_ARN: text,
  });

export const readConsumerConfig = () => readConfig({ ...commonConfig, TABLE_NAME: text });
