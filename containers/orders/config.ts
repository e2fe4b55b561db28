// What the orders service reads from its environment.
import { oneOf, readConfig, text, url } from '../../platform/kernel/config.ts';
import { serviceConfig } from '../../platform/service/service-config.ts';

export const readOrdersConfig = () =>
  readConfig({
    ...serviceConfig,
    PRODUCTS_URL: url,
    /** How products is asked for prices: over its route, or by its protobuf contract (decision 0230). */
    QUOTES_BY: oneOf(['http', 'rpc']),
    TOKEN_URL: url,
    CLIENT_SECRET_ARN: text,
  });

export type OrdersConfig = ReturnType<typeof readOrdersConfig>;
