// The operator's command: rebuilds the lists of orders from their events and shows how far it is.

import { parseFlags } from '../../../platform/cli/flags.ts';
import {
  createProgressLine,
  runOperator,
  tableOf,
  whereFlags,
  whereHelp,
} from '../../../platform/cli/operator.ts';
import { createScan } from '../../../platform/data/dynamodb/scan.ts';
import { createOrderStore } from '../store.ts';
import { type Rebuilt, rebuildViews } from './rebuild.ts';

const usage = `Usage: npm run rebuild-views [-- <flags>]

Makes the lists of orders again from their events, while the service runs.
Safe to stop and to repeat. Exit code 1 where orders cannot be read; the others are listed.

${whereHelp}
`;

const { values } = parseFlags({
  options: {
    ...whereFlags,
    help: { type: 'boolean', default: false },
  },
});

const lineOf = ({ orders, written, removed }: Rebuilt): string =>
  `${orders} orders · ${written} entries written · ${removed} removed`;

const run = async (): Promise<void> => {
  const { client, name, table } = tableOf('orders', values);
  const { now, end } = createProgressLine();
  const rebuilt = await rebuildViews({
    table,
    store: createOrderStore(table),
    scan: createScan(client, name),
    progress: (soFar) => now(lineOf(soFar)),
  });
  end(lineOf(rebuilt));
  if (rebuilt.unreadable.length === 0) return;
  process.stderr.write(`orders that cannot be read: ${rebuilt.unreadable.join(', ')}\n`);
  process.exitCode = 1;
};

await runOperator({ usage, help: values.help }, run);
