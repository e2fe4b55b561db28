// Command: proves that stock, reservations and ledger agree, while the service runs; exit 1 and the differences where they do not.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../../../platform/calls/aws.ts';
import { parseFlags } from '../../../platform/cli/flags.ts';
import { createReadable } from '../../../platform/data/readable.ts';
import { createTable } from '../../../platform/data/table.ts';
import { createUnitOfWork } from '../../../platform/data/unit-of-work.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { newId } from '../../../platform/kernel/ids.ts';
import { createCatalogueStore } from '../catalogue/catalogue-store.ts';
import { createChangeLog } from '../search/change-log.ts';
import { createLedger } from './ledger.ts';
import { createReconciliation } from './reconciliation.ts';
import { createStockStore } from './stock-store.ts';

const usage = `Usage: npm run reconcile -- [--stage <stage>] [--endpoint <url>]

Proves for every SKU that what is reserved is the sum of the active reservations
and that its ledger adds up to its stock.
  --stage <stage>    default dev
  --endpoint <url>   of an emulator, e.g. http://localhost:4566; default: AWS, or AWS_ENDPOINT_URL
  --help             this text
`;

const { values } = parseFlags({
  options: {
    stage: { type: 'string', default: 'dev' },
    endpoint: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const reconcile = async (): Promise<void> => {
  const emulator = {
    endpoint: values.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const client = new DynamoDBClient({
    ...clientOptions,
    ...(values.endpoint === undefined ? {} : emulator),
  });
  const table = createTable(client, `tandem-${values.stage}-products`);
  const commit = createUnitOfWork({ table, source: 'products', clock, newId });
  const readable = createReadable({ clock, log: { error: () => {} } });
  const changes = createChangeLog({ table, clock, newId, readable });
  const ledger = createLedger(table);
  const report = await createReconciliation({
    table,
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

if (values.help) process.stdout.write(usage);
else await reconcile();
