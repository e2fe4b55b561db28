// The embedded cloud for end-to-end tests: one copy on free ports, with nothing kept, stopped when the tests are done.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TestProject } from 'vitest/node';
import { freePort } from './dynamo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Public API including the stage, e.g. `http://localhost:3100/v1`. */
    apiUrl: string;
    /** AWS endpoint, e.g. `http://127.0.0.1:4666`. */
    awsUrl: string;
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
        if (/^\s*ready in /.test(line)) resolve();
      });
    }
    void exited.then((code) => reject(new Error(`exit ${code} before it was ready\n${output()}`)));
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
const auditOf = async ({ awsUrl, output }: RunningCloud): Promise<void> => {
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

export const setup = async (project: TestProject) => {
  const { BASE_URL: apiUrl, HELPERS_URL: awsUrl } = process.env;
  if (apiUrl !== undefined) {
    project.provide('apiUrl', apiUrl);
    project.provide('awsUrl', awsUrl ?? 'http://127.0.0.1:4566');
    return undefined;
  }
  const cloud = await startEmbeddedCloud();
  project.provide('apiUrl', cloud.apiUrl);
  project.provide('awsUrl', cloud.awsUrl);
  return async () => {
    await auditOf(cloud).finally(cloud.stop);
  };
};
