// What the orders service reads from its environment.
import { readConfig, text, url } from '../../platform/kernel/config.ts';
import { serviceConfig } from '../../platform/service/service-config.ts';

export const readOrdersConfig = () =>
  readConfig({
    ...serviceConfig,
    PRODUCTS_URL: url,
    TOKEN_URL: url,
    CLIENT_SECRET_ARN: text,
  });

export type OrdersConfig = ReturnType<typeof readOrdersConfig>;
