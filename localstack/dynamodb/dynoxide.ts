// DynamoDB: the dynoxide process, and the plain calls the cloud itself makes to it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eachLine, spawnChild, terminate } from '../cloud/children.ts';
import type { Ground } from '../cloud/cloud.ts';
import { freePort } from '../cloud/ports.ts';
import { createUpstream, type Upstream } from '../cloud/upstream.ts';
import { findDynoxide, howToGetDynoxide } from './binary.ts';
import { indexStreams, temporaryDirectory, trimStreams } from './database-file.ts';

export interface Database {
  readonly upstream: Upstream;
  /** Head lines of a request for one operation, as the database wants them. */
  head(operation: string): string;
  /** A call by the account itself; throws `name: message` of the database's error. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>>;
}

type Host = Pick<Ground, 'dataDir' | 'log' | 'onStop' | 'region' | 'track' | 'untrack'>;

/** Calls of the Streams API, which the same server answers. */
export const streamOperations: ReadonlySet<string> = new Set([
  'ListStreams',
  'DescribeStream',
  'GetShardIterator',
  'GetRecords',
]);

const trimEveryMs = 3_600_000;
/** Its first start on a busy disk took five seconds. */
const answersWithinMs = 60_000;

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function databaseOver(upstream: Upstream, region: string): Database {
  // The database checks that a signature is there, never whether it is right.
  const signature = `authorization: AWS4-HMAC-SHA256 Credential=embedded/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=embedded\r\nx-amz-date: 20260101T000000Z\r\ncontent-type: application/x-amz-json-1.0\r\n`;
  const heads = new Map<string, string>();
  function head(operation: string): string {
    const known = heads.get(operation);
    if (known !== undefined) return known;
    const api = streamOperations.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
    const made = `${signature}x-amz-target: ${api}.${operation}\r\n`;
    heads.set(operation, made);
    return made;
  }
  async function call(operation: string, input: unknown): Promise<Record<string, unknown>> {
    const { status, body } = await upstream.post(
      head(operation),
      Buffer.from(JSON.stringify(input)),
    );
    const output = JSON.parse(body.toString()) as Record<string, unknown>;
    if (status === 200) return output;
    const name = String(output.__type).split('#').pop() ?? 'Error';
    const error = new Error(String(output.message ?? output.Message ?? name));
    error.name = name;
    throw error;
  }
  return { upstream, head, call };
}

async function answering(database: Database, deadline: number): Promise<void> {
  for (;;) {
    try {
      await database.call('ListTables', {});
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(3);
    }
  }
}

/** The data directory, or one that goes with the process. */
function directoryOf(cloud: Host): string {
  if (cloud.dataDir !== undefined) return cloud.dataDir;
  const directory = temporaryDirectory();
  cloud.onStop('temporary database', async () =>
    rmSync(directory, { recursive: true, force: true }),
  );
  return directory;
}

async function startProcess(cloud: Host, file: string): Promise<{ port: number }> {
  const binary = findDynoxide();
  if (binary === undefined) throw new Error(howToGetDynoxide());
  const port = await freePort();
  const args = ['--host', '127.0.0.1', '--port', String(port), '--db-path', file];
  const child = spawnChild(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
  cloud.track({ name: 'dynamodb', kind: 'emulator', pid: child.pid, port });
  let stopping = false;
  child.on('exit', (code, signal) => {
    cloud.untrack(child.pid);
    if (stopping) return;
    cloud.log.line('dynamodb', `the database has ended (${signal ?? code}): start again`);
  });
  eachLine(child.stdout, (line) => cloud.log.line('dynamodb', line));
  eachLine(child.stderr, (line) => cloud.log.line('dynamodb', line));
  cloud.onStop('dynamodb', () => {
    stopping = true;
    return terminate(child, 2000);
  });
  return { port };
}

async function connected(host: string, port: number, cloud: Host): Promise<Database> {
  const upstream = createUpstream({ host, port });
  cloud.onStop('database connections', async () => upstream.close());
  const database = databaseOver(upstream, cloud.region);
  await answering(database, Date.now() + answersWithinMs);
  return database;
}

function keepStreams(file: string, cloud: Host): void {
  const trim = () => {
    try {
      trimStreams(file, Date.now());
    } catch (error) {
      cloud.log.line('dynamodb', `old stream records stay: ${String(error)}`);
    }
  };
  indexStreams(file);
  trim();
  const timer = setInterval(trim, trimEveryMs);
  timer.unref();
  cloud.onStop('stream records', async () => clearInterval(timer));
}

/** Starts the database, or takes the one that AWS_ENDPOINT_URL_DYNAMODB names. */
export async function startDatabase(cloud: Host): Promise<Database> {
  const external = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (external) {
    const { hostname, port } = new URL(external);
    return await connected(hostname, Number(port || 80), cloud);
  }
  const file = join(directoryOf(cloud), 'dynamodb.db');
  const { port } = await startProcess(cloud, file);
  const database = await connected('127.0.0.1', port, cloud);
  keepStreams(file, cloud);
  return database;
}
