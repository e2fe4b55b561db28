// What the products service reads from its environment.
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

export const readProductsConfig = () =>
  readConfig({
    ...commonConfig,
    ...tokenConfig,
    ...listenConfig,
    TABLE_NAME: text,
    QUEUE_URL: url,
    DEAD_LETTERS_URL: url,
    CURSOR_SECRET_ARN: text,
    CORS_ORIGINS: list,
    SUBJECT_RATE: integer(),
    SUBJECT_BURST: integer(),
  });
