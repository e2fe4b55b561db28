// `npm run doctor`: looks at what a start needs and says what to do about what is missing.

import { portFlag } from '../cli/arguments.ts';
import type { Command } from '../cli/command.ts';
import { findingsFor } from '../tandem/doctor.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Checks what a start needs: Node, the database, ports, what is built',
  flags: {
    port: { type: 'string', value: '<port>', help: 'port of the API (PORT, 3000)' },
    'aws-port': { type: 'string', value: '<port>', help: 'AWS endpoint (TANDEM_AWS_PORT, 4566)' },
  },
  notes: ['Exit code 1 when something would stop a start.'],
  async run({ values }, terminal) {
    const findings = await findingsFor({
      api: portFlag(values.port ?? process.env.PORT, 3000, '--port'),
      aws: portFlag(values['aws-port'] ?? process.env.TANDEM_AWS_PORT, 4566, '--aws-port'),
    });
    for (const { good, what, hint } of findings) {
      terminal.line(` ${good ? terminal.style('green', '✔') : terminal.style('red', '✖')} ${what}`);
      if (!good && hint) terminal.line(`   ${hint}`);
    }
    return findings.every(({ good }) => good) ? 0 : 1;
  },
};
