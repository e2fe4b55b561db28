// The operator's command: rebuilds the lists of orders from their events and shows how far it is.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../../../platform/calls/aws.ts';
import { parseFlags } from '../../../platform/cli/flags.ts';
import { createScan } from '../../../platform/data/scan.ts';
import { createTable } from '../../../platform/data/table.ts';
import { readConfig, textOr } from '../../../platform/kernel/config.ts';
import { createOrderStore } from '../store.ts';
import { type Rebuilt, rebuildViews } from './rebuild.ts';

const usage = `Usage: npm run rebuild-views [-- --stage <stage> --aws]

Makes the lists of orders again from their events, while the service runs.
Safe to stop and to repeat.

  --stage <stage>   whose table, tandem-<stage>-orders (dev)
  --aws             the AWS account of the environment, not the embedded cloud
  --help            this text
`;

const print = (text: string): void => {
  process.stdout.write(text);
};

const { values } = parseFlags({
  options: {
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

const lineOf = ({ orders, written, removed }: Rebuilt): string =>
  `${orders} orders · ${written} entries written · ${removed} removed`;

const run = async (): Promise<void> => {
  const { AWS_ENDPOINT_URL } = readConfig({ AWS_ENDPOINT_URL: textOr('http://localhost:4566') });
  const client = new DynamoDBClient({
    ...clientOptions,
    ...(values.aws ? {} : embedded(AWS_ENDPOINT_URL)),
  });
  const TableName = `tandem-${values.stage}-orders`;

  const table = createTable(client, TableName);
  const rebuilt = await rebuildViews({
    table,
    store: createOrderStore(table),
    scan: createScan(client, TableName),
    progress: (soFar) => print(`\r${lineOf(soFar)}`),
  });
  print(`\r${lineOf(rebuilt)}\n`);
};

if (values.help) print(usage);
else await run();
