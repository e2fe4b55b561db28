// Command: proves that stock, reservations and ledger agree, while the service runs; exit 1 and the differences where they do not.

import { parseFlags } from '../../../platform/cli/flags.ts';
import { runOperator, tableOf, whereFlags, whereHelp } from '../../../platform/cli/operator.ts';
import { createDeadlines } from '../../../platform/data/deadlines.ts';
import { createReadable } from '../../../platform/data/readable.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { createCatalogueReader } from '../catalogue/catalogue-reader.ts';
import { createReservationStore } from '../reservations/store.ts';
import { createHeldStock } from './held-stock.ts';
import { createStockLedger } from './ledger.ts';
import { createStockReconciliation } from './reconciliation.ts';
import { createStockStore } from './stock-store.ts';

const usage = `Usage: npm run reconcile [-- <flags>]

Proves for every SKU that what is reserved is the sum of the active reservations
and that its ledger adds up to its stock. Exit code 1 where they do not agree.
${whereHelp}
`;

const { values } = parseFlags({
  options: {
    ...whereFlags,
    help: { type: 'boolean', default: false },
  },
});

const reconcile = async (): Promise<void> => {
  const { table } = tableOf('products', values);
  const readable = createReadable({ clock, log: { error: () => {} } });
  const report = await createStockReconciliation({
    holding: createHeldStock(createDeadlines(table), createReservationStore(table, readable)),
    catalogue: createCatalogueReader(table, readable),
    stock: createStockStore(table, readable),
    ledger: createStockLedger(table),
  })(clock.now());
  const unreadable = readable.unreadable();
  const wrong = [report.differences, report.overdue, unreadable];
  const isSound = wrong.every(({ length }) => length === 0);
  process.stdout.write(`${JSON.stringify({ ...report, unreadable, sound: isSound })}\n`);
  process.exitCode = isSound ? 0 : 1;
};

await runOperator({ usage, help: values.help }, reconcile);
