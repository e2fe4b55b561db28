// What every containerised service reads from its environment.
import {
  commonConfig,
  integer,
  list,
  listenConfig,
  text,
  tokenConfig,
  url,
} from '../kernel/config.ts';

export const serviceConfig = {
  ...commonConfig,
  ...tokenConfig,
  ...listenConfig,
  TABLE_NAME: text,
  QUEUE_URL: url,
  DEAD_LETTERS_URL: url,
  CURSOR_SECRET_ARN: text,
  CORS_ORIGINS: list,
  /** Of requests of one user or client, a second and at once. */
  SUBJECT_RATE: integer(),
  SUBJECT_BURST: integer(),
};
