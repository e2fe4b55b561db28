// What operators' commands share: where they work, which is AWS only where that is said, and how far they are.

import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../calls/aws.ts';
import { createTable } from '../data/dynamodb/dynamo-table.ts';
import { awsFaultOf } from './aws-faults.ts';
import { printUsage, requireAws, UsageError } from './flags.ts';

export const whereFlags = {
  stage: { type: 'string', default: 'dev' },
  endpoint: { type: 'string' },
  aws: { type: 'boolean', default: false },
} as const;

export const whereHelp = `  --stage <stage>    whose tables (dev)
  --port <port>      API port of the running system, if there are several
  --endpoint <url>   another one, e.g. http://localhost:4566 (AWS_ENDPOINT_URL)
  --aws              the AWS account of the environment
  --help             this text`;

/** Options of a client for what the flags name; `npm run` sets AWS_ENDPOINT_URL to the running system. */
export const clientOptionsFor = (
  { endpoint, aws }: { readonly endpoint?: string | undefined; readonly aws: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): DynamoDBClientConfig => {
  if (aws) {
    requireAws(environment);
    return clientOptions;
  }
  const url = endpoint ?? environment.AWS_ENDPOINT_URL;
  if (url === undefined || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UsageError(
      url === undefined
        ? 'where? nothing says which system: start one (npm start), or say --endpoint <url> or --aws'
        : `--endpoint ${url} is not a URL such as http://localhost:4566`,
    );
  }
  return {
    ...clientOptions,
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
};

/** The table of a service where the flags say, and what it is asked by. */
export const tableOf = (
  service: string,
  flags: { readonly stage: string; readonly endpoint?: string | undefined; readonly aws: boolean },
) => {
  const client = new DynamoDBClient(clientOptionsFor(flags));
  const name = `tandem-${flags.stage}-${service}`;
  return { client, name, table: createTable(client, name) };
};

/** Runs it, or prints its help; what the caller can put right is told in one line. */
export const runOperator = async (
  { usage, help }: { readonly usage: string; readonly help: boolean },
  run: () => Promise<void>,
): Promise<void> => {
  if (help) {
    process.stdout.write(usage);
    return;
  }
  try {
    await run();
  } catch (error) {
    const isMissing = (error as Error).name === 'ResourceNotFoundException';
    const fault = isMissing ? 'there is no such table: which --stage?' : awsFaultOf(error);
    if (error instanceof UsageError) printUsage(error);
    else if (fault === undefined) throw error;
    else process.stderr.write(`${fault}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
};

/** One line that grows on a terminal; elsewhere only its last state. */
export const createProgressLine = (stream: NodeJS.WriteStream = process.stdout) => {
  const clear = '\r\u001b[2K';
  return {
    now: (text: string): void => {
      if (stream.isTTY) stream.write(`${clear}${text}`);
    },
    end: (text: string): void => {
      stream.write(`${stream.isTTY ? clear : ''}${text}\n`);
    },
  };
};
