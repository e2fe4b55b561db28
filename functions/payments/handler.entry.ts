// The HTTP side of the payments service: payments, and what staff looks at.

import { httpFunction } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { createHandlePayment } from './commands.ts';
import { readHttpConfig } from './config.ts';
import { paymentServiceEndpoints } from './http.ts';
import { createLedgerStore } from './ledger/ledger-store.ts';
import { createReviewStore } from './reviews/review-store.ts';
import { createPaymentStore } from './store.ts';

export const handler = httpFunction(readHttpConfig(), (ground) => {
  const { config, clock, newId, table, readable, unreadable, sealsOf } = withSecrets(
    withTable(ground),
  );
  const store = createPaymentStore(table, readable);
  const staff = {
    handle: createHandlePayment({ store, clock, newId }),
    reviews: createReviewStore(table, clock, readable),
    ledger: createLedgerStore(table, readable),
    unreadable,
    cursors: sealsOf(config.CURSOR_SECRET_ARN),
    clock,
  };
  return { endpoints: paymentServiceEndpoints(store, staff) };
});
