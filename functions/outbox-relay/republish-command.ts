// The operator's command: publishes the commits since a time again, and shows how far it is.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../../platform/calls/aws.ts';
import { parseFlags } from '../../platform/cli/flags.ts';
import { createScan } from '../../platform/data/scan.ts';
import { readConfig, textOr } from '../../platform/kernel/config.ts';
import { type Republished, republish } from './republish.ts';
import { createOutboxes } from './store.ts';

/** Those that keep what they have said. */
const services = ['orders', 'payments'];

const usage = `Usage: npm run republish -- --since <time> [--service <service>] [--stage <stage>] [--aws]

Publishes again what was committed since then, while the system runs: for messages that a stream has lost.
The sweeper sends them within the next minutes; receivers ignore what they have had.
Safe to stop and to repeat.

  --since <time>        ISO 8601 in UTC, e.g. 2026-01-31T12:00:00Z
  --service <service>   ${services.join(' or ')}; both where it is not given
  --stage <stage>       whose tables, tandem-<stage>-<service> (dev)
  --aws                 the AWS account of the environment, not the embedded cloud
  --help                this text
`;

const print = (text: string): void => {
  process.stdout.write(text);
};

const { values } = parseFlags({
  options: {
    since: { type: 'string' },
    service: { type: 'string' },
    stage: { type: 'string', default: 'dev' },
    aws: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const embedded = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** As messages have it; undefined for what is no time in UTC. */
const timeOf = (text: string | undefined): string | undefined => {
  const isTime =
    text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text);
  const at = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

const lineOf = (service: string, { items, commits }: Republished): string =>
  `${service}: ${items} items read · ${commits} commits to be published again`;

const run = async (since: string, wanted: readonly string[]): Promise<void> => {
  const { AWS_ENDPOINT_URL } = readConfig({ AWS_ENDPOINT_URL: textOr('http://localhost:4566') });
  const client = new DynamoDBClient({
    ...clientOptions,
    ...(values.aws ? {} : embedded(AWS_ENDPOINT_URL)),
  });
  const outboxes = createOutboxes(client);
  for (const service of wanted) {
    const table = `tandem-${values.stage}-${service}`;
    const progress = (soFar: Republished) => print(`\r${lineOf(service, soFar)}`);
    await republish({ table, scan: createScan(client, table), outboxes, progress }, since);
    print('\n');
  }
};

const refuse = (what: string): void => {
  process.stderr.write(`${what}\n\n${usage}`);
  process.exitCode = 2;
};

const since = timeOf(values.since);
const wanted = values.service === undefined ? services : [values.service];

if (values.help) print(usage);
else if (since === undefined) refuse('--since wants a time like 2026-01-31T12:00:00Z');
else if (!wanted.every((service) => services.includes(service))) {
  refuse(`--service is ${services.join(' or ')}`);
} else await run(since, wanted);
