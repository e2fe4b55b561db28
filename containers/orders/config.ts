// What the orders service reads from its environment.
import {
  commonConfig,
  integer,
  list,
  listenConfig,
  readConfig,
  text,
  tokenConfig,
  url,
} from '../../platform/kernel/config.ts';

export const readOrdersConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    ...listenConfig,
    TABLE_NAME: text,
    QUEUE_URL: url,
    DEAD_LETTERS_URL: url,
    PRODUCTS_URL: url,
    TOKEN_URL: url,
    CLIENT_SECRET_ARN: text,
    CURSOR_SECRET_ARN: text,
    CORS_ORIGINS: list,
    SUBJECT_RATE: integer(),
    SUBJECT_BURST: integer(),
  });
