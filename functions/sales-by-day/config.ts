// What the sales by day read from their environment.
import { commonConfig, readConfig, text } from '../../platform/kernel/config.ts';

export const readSalesConfig = () =>
  readConfig({ ...commonConfig, TABLE_NAME: text, DEAD_LETTERS_URL: text });
