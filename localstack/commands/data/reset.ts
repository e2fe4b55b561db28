// `npm run reset`: forgets all data of the embedded cloud.

import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../../platform/cli/flags.ts';
import type { Command } from '../../cli/command.ts';
import { requireNothingElse } from '../../cli/data-folder.ts';
import { paths } from '../../cli/paths.ts';
import { isAlive, listRunning, type Running } from '../../cli/running.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'Clears the data: tables, queues, secrets, mails, the provider’s ledger',
  flags: {
    force: { type: 'boolean', help: 'stop the copy that uses the data first' },
    data: { type: 'string', value: '<folder>', help: 'where it is kept (.local/data)' },
    all: { type: 'boolean', help: 'also the built bundles, the assembly and the logs' },
  },
  async run({ values }, terminal) {
    if (values.data === '') throw new UsageError('--data wants a folder');
    const data = resolve(String(values.data ?? paths.data));
    requireNothingElse(data);
    const keeping = listRunning(paths.run).find((one) => one.data === data);
    if (keeping && values.force !== true) {
      throw new UsageError(
        `the copy on port ${keeping.ports.api} (process ${keeping.pid}) uses the data; stop it, or use --force`,
      );
    }
    if (keeping) await stop(keeping);
    const cleared = values.all
      ? [data, paths.assembly, paths.logs, paths.built, paths.dist]
      : [data];
    const what = existsSync(data) ? 'the data is cleared' : 'there was no data';
    for (const path of cleared) rmSync(path, { recursive: true, force: true });
    terminal.line(what);
    return 0;
  },
};

// The copy itself needs at most five seconds to drain.
const stopLimitMs = 6000;

async function stop({ pid }: Running): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + stopLimitMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new UsageError(`process ${pid} does not stop; end it first`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
