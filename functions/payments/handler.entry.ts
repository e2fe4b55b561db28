// The HTTP side of the payments service: payments, and what staff looks at.
import { dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { httpServices } from '../../platform/http/services.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { httpFunction } from '../../platform/lambda/http-function.ts';
import { createCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { createHandlePayment } from './commands.ts';
import { readHttpConfig } from './config.ts';
import { paymentEndpoints } from './http.ts';
import { createLedgerStore } from './ledger/ledger-store.ts';
import { createReviewStore } from './reviews/review-store.ts';
import { staffEndpoints } from './reviews/staff-endpoints.ts';
import { createPaymentStore } from './store.ts';

const config = readHttpConfig();
const clock = systemClock;
const table = createTable(dynamoClient(), config.TABLE_NAME);
const readSecret = createSecretReader(clock);
const services = httpServices(config, clock);
const readable = createReadable(services);
const store = createPaymentStore(table, readable);

export const handler = httpFunction(
  [
    ...paymentEndpoints(store),
    ...staffEndpoints({
      handle: createHandlePayment({ source: config.SERVICE, store, clock, newId }),
      reviews: createReviewStore(table, clock, readable),
      ledger: createLedgerStore(table, readable),
      cursors: async () => createCursors(await readSecret(config.CURSOR_SECRET_ARN)),
      clock,
    }),
  ],
  async () => services,
);
