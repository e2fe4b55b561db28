// The operator's command: publishes the commits since a time again, and shows how far it is.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FlagError, parseFlags } from '../../platform/cli/flags.ts';
import {
  clientOptionsFor,
  createProgressLine,
  runOperator,
  whereFlags,
  whereHelp,
} from '../../platform/cli/operator.ts';
import { createScan } from '../../platform/data/dynamodb/scan.ts';
import { type Republished, republish } from './republish.ts';
import { createOutboxes } from './store.ts';

/** Those that keep what they have said. */
const services = ['orders', 'products', 'payments'];

const usage = `Usage: npm run republish -- --since <time> [<flags>]

Publishes again what was committed since then, while the system runs: for messages that a stream has lost.
The sweeper sends them within the next minutes; receivers ignore what they have had.
Safe to stop and to repeat. Exit code 1 where commits cannot be read; the others are published.

  --since <time>     ISO 8601 in UTC, e.g. 2026-01-31T12:00:00Z
  --service <name>   ${services.join(', ')}; all where it is not given
${whereHelp}
`;

const { values } = parseFlags({
  options: {
    since: { type: 'string' },
    service: { type: 'string' },
    ...whereFlags,
    help: { type: 'boolean', default: false },
  },
});

/** As messages have it; undefined for what is no time in UTC. */
const timeOf = (text: string | undefined): string | undefined => {
  const isTime =
    text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text);
  const at = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

const lineOf = (service: string, { items, commits, unreadable }: Republished): string =>
  `${service}: ${items} items read · ${commits} commits to be published again${
    unreadable > 0 ? ` · ${unreadable} that cannot be read` : ''
  }`;

const run = async (): Promise<void> => {
  const since = timeOf(values.since);
  if (since === undefined) throw new FlagError('--since wants a time like 2026-01-31T12:00:00Z');
  const wanted = values.service === undefined ? services : [values.service];
  if (!wanted.every((service) => services.includes(service))) {
    throw new FlagError(`--service is one of ${services.join(', ')}`);
  }
  const client = new DynamoDBClient(clientOptionsFor(values));
  const tableOf = (service: string) => `tandem-${values.stage}-${service}`;
  const tables = Object.fromEntries(wanted.map((service) => [tableOf(service), service]));
  const outboxes = createOutboxes(client, tables);
  for (const service of wanted) {
    const table = tableOf(service);
    const { now, end } = createProgressLine();
    const progress = (soFar: Republished) => now(lineOf(service, soFar));
    const scan = createScan(client, table);
    const done = await republish({ tables, table, scan, outboxes, progress }, since);
    end(lineOf(service, done));
    if (done.unreadable > 0) process.exitCode = 1;
  }
};

await runOperator({ usage, help: values.help }, run);
