// Command: proves that stock, reservations and ledger agree, while the service runs; exit 1 and the differences where they do not.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseFlags } from '../../../platform/cli/flags.ts';
import {
  clientOptionsFor,
  runOperator,
  whereFlags,
  whereHelp,
} from '../../../platform/cli/operator.ts';
import { createDeadlines } from '../../../platform/data/deadlines.ts';
import { createTable } from '../../../platform/data/dynamodb/dynamo-table.ts';
import { createReadable } from '../../../platform/data/readable.ts';
import { createUnitOfWork } from '../../../platform/data/unit-of-work.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { newId } from '../../../platform/kernel/ids.ts';
import { createCatalogueStore } from '../catalogue/catalogue-store.ts';
import { createReservationStore } from '../reservations/commands.ts';
import { createChangeLog } from '../search/change-log.ts';
import { createLedger } from './ledger.ts';
import { createReconciliation } from './reconciliation.ts';
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
  const client = new DynamoDBClient(clientOptionsFor(values));
  const table = createTable(client, `tandem-${values.stage}-products`);
  const commit = createUnitOfWork({ table, source: 'products', clock, newId });
  const readable = createReadable({ clock, log: { error: () => {} } });
  const changes = createChangeLog({ table, clock, newId, readable });
  const ledger = createLedger(table);
  const report = await createReconciliation({
    deadlines: createDeadlines(table),
    reservations: createReservationStore(table, readable),
    catalogue: createCatalogueStore({ table, changes, clock, readable }),
    stock: createStockStore({ table, commit, clock, ledger, readable }),
    ledger,
  })(clock.now());
  const unreadable = readable.unreadable();
  const wrong = [report.differences, report.overdue, unreadable];
  const isSound = wrong.every(({ length }) => length === 0);
  process.stdout.write(`${JSON.stringify({ ...report, unreadable, sound: isSound })}\n`);
  process.exitCode = isSound ? 0 : 1;
};

await runOperator({ usage, help: values.help }, reconcile);
