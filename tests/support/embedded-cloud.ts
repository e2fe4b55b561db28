// The embedded cloud for end-to-end tests: a copy on free ports for each worker, with nothing kept, stopped when the tests are done.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TestProject } from 'vitest/node';
import { createScreen } from '../../localstack/cli/screen.ts';
import { createTerminal } from '../../localstack/cli/terminal.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { makeAssembly } from '../../localstack/tandem/build/make-assembly.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `GET <this><number of the worker>` answers with where its copy is. */
    clouds: string;
  }
}

export interface RunningCloud {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly child: ChildProcess;
  /** Everything it printed. */
  readonly output: () => string;
  stop(): Promise<number | null>;
}

/** Starts `npm start -- --ephemeral` (or with `--data`) as a user would; rejects with its output when it does not become ready. */
export const startEmbeddedCloud = async (
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningCloud> => {
  const [api, aws] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      'localstack/cli.ts',
      'start',
      ...(flags.includes('--data') ? [] : ['--ephemeral']),
      '--port',
      `${api}`,
      '--aws-port',
      `${aws}`,
      ...flags,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', ...environment } },
  );
  const lines: string[] = [];
  const output = () => lines.join('\n');
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        // Without its products a hundred tests would fail, and none would say why.
        if (/ seed +(accounts|catalogue): /.test(line)) reject(new Error(output()));
        if (/^\s*ready in /.test(line)) resolve();
      });
    }
    void exited.then((code) => reject(new Error(`exit ${code} before it was ready\n${output()}`)));
  }).catch((error: unknown) => {
    child.kill('SIGTERM');
    throw error;
  });
  return {
    apiUrl: `http://localhost:${api}/v1`,
    awsUrl: `http://127.0.0.1:${aws}`,
    child,
    output,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
};

/** What all the tests together left behind breaks no invariant, whatever they killed, sent twice or held back. */
export const auditOf = async ({ awsUrl, output }: RunningCloud): Promise<void> => {
  const lambda = new LambdaClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'tandem-dev-auditor-handler:live', Payload: '{}' }),
  );
  lambda.destroy();
  const result = JSON.parse(Buffer.from(Payload ?? []).toString()) as { breaches?: number };
  if (result.breaches === 0) return;
  const said = output()
    .split('\n')
    .filter((line) => line.includes('invariant'));
  throw new Error(`the audit after all tests: ${JSON.stringify(result)}\n${said.join('\n')}`);
};

/** One for each worker, started when its first file asks for it. */
const copies = () => {
  const started = new Map<string, Promise<RunningCloud>>();
  return {
    started,
    of: (worker: string): Promise<RunningCloud> => {
      const cloud = started.get(worker) ?? startEmbeddedCloud(['--no-build']);
      started.set(worker, cloud);
      return cloud;
    },
  };
};

/** A file that asks for a copy gets that of its worker: files in one worker come one after the other. */
export const setup = async (project: TestProject) => {
  const { BASE_URL, HELPERS_URL = 'http://127.0.0.1:4566' } = process.env;
  const clouds = copies();
  // Before all files, which start systems of what is built.
  if (BASE_URL === undefined) await makeAssembly({ stage: 'dev' }, createScreen(createTerminal()));
  const where = async (worker: string) => {
    if (BASE_URL !== undefined) return { apiUrl: BASE_URL, awsUrl: HELPERS_URL };
    const { apiUrl, awsUrl } = await clouds.of(worker);
    return { apiUrl, awsUrl };
  };
  const server = createServer((request, response) => {
    where(request.url ?? '').then(
      (urls) => response.end(JSON.stringify(urls)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('clouds', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return async () => {
    server.close();
    const running = await Promise.all(clouds.started.values());
    try {
      for (const cloud of running) await auditOf(cloud);
    } finally {
      await Promise.all(running.map(({ stop }) => stop()));
    }
  };
};
