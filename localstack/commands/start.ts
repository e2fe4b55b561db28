// `npm start`: builds, synthesises and runs the whole system until it is told to stop.

import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { removeRunning } from '../cli/running.ts';
import { tightenHeap } from '../cloud/children.ts';
import { runUntilStopped } from './start/life.ts';
import { optionsOf, startFlags } from './start/options.ts';
import { requireAll } from './start/requirements.ts';
import { openSurroundings } from './start/surroundings.ts';

export const start: Command = {
  name: 'start',
  summary: 'Builds, synthesises and runs the whole system on this machine',
  flags: startFlags,
  notes: ['Ctrl-C stops everything within five seconds; a second one at once.'],
  async run(flags, terminal) {
    tightenHeap();
    const options = optionsOf(flags);
    await requireAll(options);
    const surroundings = openSurroundings(options, terminal);
    const { screen, logs } = surroundings;
    try {
      return await runUntilStopped(options, surroundings);
    } catch (error) {
      screen.fail(error, logs.tail(15));
      return 1;
    } finally {
      removeRunning(paths.run, options.ports.api);
      logs.close();
    }
  },
};
