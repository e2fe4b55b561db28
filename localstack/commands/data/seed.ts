// `npm run seed`: puts the demo products and users into the running system; does nothing twice.

import { chosenCopy } from '../../cli/chosen.ts';
import { apiUrl, awsUrl } from '../../cli/client.ts';
import type { Command } from '../../cli/command.ts';
import { seedShop } from '../../tandem/seed/steps.ts';

export const seedCommand: Command = {
  name: 'seed',
  summary: 'Puts the demo products and users into the running system',
  flags: {
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: ['Exit code 1 when a step failed; what is there already is left as it is.'],
  async run({ values }, terminal) {
    const running = chosenCopy(values);
    const context = { apiUrl: apiUrl(running), awsUrl: awsUrl(running), stage: running.stage };
    const results = await seedShop(context, ({ name, text, failed }) => {
      const mark = failed ? terminal.style('red', '✖') : terminal.style('green', '✔');
      terminal.line(` ${mark} ${name.padEnd(11)} ${text}`);
    });
    return results.some(({ failed }) => failed) ? 1 : 0;
  },
};
