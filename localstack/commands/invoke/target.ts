// Where a function is invoked: in the running system, or in a copy of its own whose functions may be changed.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiUrl, awsUrl } from '../../cli/client.ts';
import { paths } from '../../cli/paths.ts';
import type { Running } from '../../cli/running.ts';
import { createScreen } from '../../cli/screen.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { createLogs } from '../../cloud/logs/logs.ts';
import { isFree } from '../../cloud/ports.ts';
import { report } from '../../lambda/execution/report.ts';
import { makeAssembly } from '../../tandem/build/make-assembly.ts';
import { type Watching, watchSources } from '../../tandem/build/watch.ts';
import { seed } from '../../tandem/seed/seed.ts';
import { seedSteps } from '../../tandem/seed/steps.ts';
import { startSystem } from '../../tandem/system.ts';

export interface Answer {
  readonly payload: string;
  readonly failed: boolean;
  /** The line that Lambda ends an invocation's log with. */
  readonly report: string;
}

export interface Target {
  /** Public API with its stage. */
  readonly apiUrl: string;
  /** Full names of the functions. */
  names(): Promise<string[]>;
  invoke(name: string, event: string): Promise<Answer>;
}

export interface Changes {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number | undefined;
  /** Wait for a debugger before the first line of the function. */
  readonly inspect: boolean;
}

export interface OwnCopy extends Target {
  change(name: string, changes: Changes): Promise<void>;
  /** Calls back when a changed source has replaced functions or containers. */
  watch(replaced: () => void): Promise<void>;
  stop(): Promise<void>;
}

/** Any access key but those of the services is the administrator of the embedded account. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=tandem/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';

export function runningCopy(running: Running): Target {
  const functions = `${awsUrl(running)}/2015-03-31/functions`;
  return {
    apiUrl: apiUrl(running),
    async names() {
      const response = await fetch(functions, { headers: { authorization } });
      const { Functions } = (await response.json()) as { Functions: { FunctionName: string }[] };
      return Functions.map(({ FunctionName }) => FunctionName);
    },
    async invoke(name, body) {
      const ask = () =>
        fetch(`${functions}/${name}/invocations`, {
          method: 'POST',
          headers: { authorization, 'x-amz-log-type': 'Tail' },
          body,
        });
      let response = await ask();
      for (const deadline = Date.now() + busyMs; response.status === 429; response = await ask()) {
        if (Date.now() > deadline) break;
        await response.arrayBuffer();
        await sleep(100);
      }
      const tail = response.headers.get('x-amz-log-result') ?? '';
      return {
        payload: await response.text(),
        failed: !response.ok || response.headers.has('x-amz-function-error'),
        report: Buffer.from(tail, 'base64').toString(),
      };
    },
  };
}

/** As long as all its reserved environments are busy it is asked again, as an SDK does. */
const busyMs = 60_000;

/** Where debuggers look first: https://nodejs.org/api/cli.html#--inspecthostport */
const inspectPort = 9229;

export async function startOwnCopy(terminal: Terminal): Promise<OwnCopy> {
  const stage = 'dev';
  // Replaced bundles are written into the assembly, which others may be running.
  const assembly = mkdtempSync(join(tmpdir(), 'tandem-invoke-'));
  await makeAssembly({ stage }, createScreen(terminal), () =>
    cpSync(paths.assembly, assembly, { recursive: true }),
  );
  let shown: string | undefined;
  const logs = createLogs({
    show: (source, line) => {
      if (source === shown && !line.startsWith('REPORT ')) terminal.error(line);
    },
  });
  const system = await startSystem({ assembly, stage, ports: { api: 0, aws: 0 }, logs });
  const { functions, endpoints, scheduler, tasks } = system.cloud;
  // It is there for one function: what is due at a start would come between.
  scheduler.stop();
  const names = functions.list().map(({ name }) => name);
  let watching: Watching | undefined;
  const stop = async () => {
    await watching?.close();
    await system.stop();
    logs.close();
    rmSync(assembly, { recursive: true, force: true });
  };
  const url = `http://localhost:${endpoints.api}/v1`;
  await seed(
    { apiUrl: url, awsUrl: `http://127.0.0.1:${endpoints.aws}`, stage },
    seedSteps,
    ({ name, text, failed }) => failed && terminal.error(`seed: ${name}: ${text}`),
  );
  return {
    apiUrl: url,
    names: async () => names,
    async invoke(name, event) {
      shown = functions.config(name).service;
      // Its own start has work for functions of few environments, too.
      const result = await functions.invokeWhenFree(name, event);
      return {
        payload: result.payload,
        failed: result.functionError !== undefined,
        report: report(functions.config(name), result),
      };
    },
    async change(name, { environment, timeoutSeconds, inspect }) {
      const config = functions.config(name);
      Object.assign(config.environment, environment);
      if (timeoutSeconds !== undefined) Object.assign(config, { timeoutSeconds });
      if (inspect) {
        Object.assign(config, { inspectPort: (await isFree(inspectPort)) ? inspectPort : 0 });
      }
      functions.reload(name);
    },
    async watch(replaced) {
      watching = await watchSources({ functions, tasks }, terminal.error, { replaced });
    },
    stop,
  };
}
