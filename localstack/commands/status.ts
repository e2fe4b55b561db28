// `npm run status`: is the system well, and what waits, died or failed; with `--all` every process, function and queue.

import { chosenPort } from '../cli/chosen.ts';
import { ask } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning, listRunning, type Running } from '../cli/running.ts';
import { cut } from '../cli/terminal.ts';
import type { Status } from '../tandem/status.ts';
import { printAll } from './status/all.ts';
import { headOf } from './status/lines.ts';

export const status: Command = {
  name: 'status',
  summary: 'Shows whether the system is well, what waits, what died and what failed last',
  flags: {
    all: { type: 'boolean', help: 'every process, function, queue and type of resource' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
    json: { type: 'boolean', help: 'as JSON, all of it, also when nothing runs' },
  },
  notes: ['Exit code 0 when all is well, 1 when not (yet), 2 when nothing runs.'],
  async run({ values }, terminal) {
    const port = chosenPort(values);
    const isThere = listRunning(paths.run).some(
      ({ ports }) => port === undefined || ports.api === port,
    );
    if (values.json && !isThere) {
      terminal.line(JSON.stringify({ running: false, ready: false }, null, 2));
      return 2;
    }
    const running = findRunning(paths.run, port);
    const state = await askStatus(running);
    if (values.json) {
      const said = state ?? { ready: false, ports: running.ports };
      terminal.line(JSON.stringify({ running: true, pid: running.pid, ...said }, null, 2));
    } else if (state === undefined) {
      terminal.line(` starting · process ${running.pid} · npm run logs -- --follow`);
    } else {
      for (const line of headOf(running, state)) terminal.line(cut(line, terminal.columns));
      if (values.all) printAll(terminal, state);
    }
    return state !== undefined && isWell(state) ? 0 : 1;
  },
};

/** Undefined while it builds and does not listen yet. */
async function askStatus(running: Running): Promise<Status | undefined> {
  if (running.ready) return await ask<Status>(running, 'status');
  return await ask<Status>(running, 'status').catch(() => undefined);
}

const isWell = ({ ready, missing }: Status) => ready && missing.length === 0;
