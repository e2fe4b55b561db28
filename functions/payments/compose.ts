// Puts together what the entries that ask the provider have in common, once for each execution environment.
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import type { TableGround } from '../../platform/service/table-ground.ts';
import { createHandlePayment } from './commands.ts';
import type { ProviderConfig } from './config.ts';
import { policies } from './providers/policies.ts';
import type { CreateProvider } from './providers/provider.ts';
import { composeResolving } from './resolving/compose.ts';
import { createPaymentStore } from './store.ts';

export const composePayments = (
  base: TableGround<ProviderConfig>,
  createProvider: CreateProvider,
) => {
  const ground = withSecrets(base);
  const { config, clock, newId, log, table, readable, secret } = ground;
  const store = createPaymentStore(table, readable);
  const handle = createHandlePayment({ store, clock, newId });
  const provider = createProvider({
    url: config.PROVIDER_URL,
    apiKey: () => secret(config.PROVIDER_SECRET_ARN),
    ...policies(log),
  });
  return {
    source: config.SERVICE,
    log,
    clock,
    table,
    readable,
    store,
    deadlines: createDeadlines(table),
    handle,
    provider,
    ...composeResolving(ground, { handle, provider, log }),
  };
};
