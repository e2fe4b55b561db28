// A copy of the system for one function, whose environment, timeout and code may be changed.
import type { Terminal } from '../../cli/terminal.ts';
import { createLogs } from '../../cloud/logs/logs.ts';
import { isFree } from '../../cloud/ports.ts';
import { report } from '../../lambda/execution/report.ts';
import { type Watching, watchSources } from '../../tandem/build/watch.ts';
import { startOwnSystem } from './own-system.ts';
import type { OwnCopy } from './target.ts';

/** Where debuggers look first: https://nodejs.org/api/cli.html#--inspecthostport */
const inspectPort = 9229;

export async function startOwnCopy(terminal: Terminal): Promise<OwnCopy> {
  let shown: string | undefined;
  const logs = createLogs({
    show: (source, line) => {
      if (source === shown && !line.startsWith('REPORT ')) terminal.error(line);
    },
  });
  const system = await startOwnSystem(terminal, logs);
  const { functions, tasks } = system.cloud;
  const names = functions.list().map(({ name }) => name);
  let watching: Watching | undefined;
  return {
    apiUrl: system.apiUrl,
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
    async stop() {
      await watching?.close();
      await system.stop();
    },
  };
}
