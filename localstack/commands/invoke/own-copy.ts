// A copy of the system for one function, whose environment, timeout and code may be changed.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../cli/paths.ts';
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
import type { OwnCopy } from './target.ts';

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
