// What the entries of the payments service read from their environment.
import {
  commonConfig,
  list,
  readConfig,
  text,
  tokenConfig,
  url,
} from '../../platform/kernel/config.ts';

export const readHttpConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    CORS_ORIGINS: list,
    TABLE_NAME: text,
    CURSOR_SECRET_ARN: text,
  });

const provider = {
  ...commonConfig,
  TABLE_NAME: text,
  PROVIDER_URL: url,
  PROVIDER_SECRET_ARN: text,
};

export const readProviderConfig = () => readConfig(provider);

export type ProviderConfig = ReturnType<typeof readProviderConfig>;

export const readConsumerConfig = () =>
  readConfig({ ...provider, QUEUE_URL: text, DEAD_LETTERS_URL: text });
