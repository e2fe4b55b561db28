// Who orders asks: products for prices, auth for customers, payments and the dead letters for the story of an order; all with the token of this service.
import type { ServiceGround } from '../../platform/service/service-ground.ts';
import { createClientToken } from '../../platform/tokens/client-token.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { composeCatalogueClient } from './catalogue/compose.ts';
import type { OrdersConfig } from './config.ts';
import { createCustomers } from './lists/customers.ts';
import { createElsewhere } from './stories/elsewhere.ts';

export const composeCallees = ({ config, clock, log }: ServiceGround<OrdersConfig>) => {
  const secretNow = createSecretReader(clock, { maxAgeMs: 0 });
  const withToken = createClientToken({
    url: config.TOKEN_URL,
    readSecret: () => secretNow(config.CLIENT_SECRET_ARN),
    clock,
    log,
  });
  const calls = { withToken, log };
  return {
    catalogue: composeCatalogueClient(config, calls),
    customers: createCustomers({ url: config.TOKEN_ISSUER, ...calls }),
    elsewhere: createElsewhere({ url: config.TOKEN_ISSUER, ...calls }),
  };
};
