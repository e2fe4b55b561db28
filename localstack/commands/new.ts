// `npm run tandem -- new service <name>`: a service with the anatomy of all others, its tests and its stack.
import { UsageError } from '../../platform/cli/flags.ts';
import type { Command } from '../cli/command.ts';
import { makeService } from './new/make-service.ts';

export const newCommand: Command = {
  name: 'new',
  summary: 'Makes a service: function, contract, stack, tests, and every place that names it',
  parameters: 'service <name>',
  flags: {},
  notes: [
    'The name has words in lower case with hyphens, e.g. gift-wrap.',
    'Writes into this folder; nothing is written when a place where it is named has changed.',
  ],
  async run({ positionals }, terminal) {
    const [what, name, stray] = positionals;
    if (what !== 'service') throw new UsageError('what is to be new? service <name>');
    if (stray !== undefined) throw new UsageError(`what is ${stray}? one service at a time`);
    for (const path of makeService(name ?? '')) terminal.line(` ✔ ${path}`);
    terminal.line('next: npm run check, then npx vitest run --project infra -u (its snapshots)');
    return 0;
  },
};
