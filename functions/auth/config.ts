// What the functions of auth are told by their environment.
import {
  commonConfig,
  list,
  optional,
  readConfig,
  text,
  tokenConfig,
} from '../../platform/kernel/config.ts';

export const readHandlerConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    TABLE_NAME: text,
    SIGNING_KEYS_SECRET_ARN: text,
    CURSOR_SECRET_ARN: text,
    CORS_ORIGINS: list,
  });

export type HandlerConfig = ReturnType<typeof readHandlerConfig>;

export const readAuthorizerConfig = () =>
  readConfig({ ...commonConfig, ...tokenConfig, TABLE_NAME: text, PARTNER_DOMAIN: optional(text) });

export const readRotationConfig = () => readConfig(commonConfig);

export const readClientRotationConfig = () => readConfig({ ...commonConfig, TABLE_NAME: text });
