// `npm run tandem -- localstack:prepare`: makes the synthesised assembly deployable to an emulator on port 4566.
import { join, relative } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import { portFlag } from '../cli/arguments.ts';
import { type Command, runCommand } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { createTerminal } from '../cli/terminal.ts';
import { addressesFor, onLoopback } from '../emulators/addresses.ts';
import { findProfile } from '../emulators/assembly/find-profile.ts';
import { prepareAssembly } from '../emulators/assembly/prepare.ts';
import { profiles } from '../emulators/assembly/profiles.ts';

const command: Command = {
  name: 'localstack:prepare',
  summary: 'Makes the synthesised assembly deployable to an emulator on port 4566',
  flags: {
    profile: {
      type: 'string',
      value: '<name>',
      help: `${profiles.map(({ name }) => name).join(', ')} (ministack)`,
    },
    stage: { type: 'string', value: '<name>', help: 'stage of the CDK app (dev)' },
    assembly: { type: 'string', value: '<dir>', help: 'the assembly (that of npm start)' },
    output: {
      type: 'string',
      value: '<dir>',
      help: 'the changed copy (.local/emulator/<profile>)',
    },
    'aws-port': { type: 'string', value: '<port>', help: 'port of the emulator (4566)' },
  },
  notes: ['The copy is for `cdk deploy --app <dir>`; docs/emulators.md has the rest.'],
  async run({ values }, terminal) {
    const profile = findProfile(values.profile);
    const port = portFlag(values['aws-port'] ?? process.env.TANDEM_AWS_PORT, 4566, '--aws-port');
    // Without an engine there is no bridge, and the copy can be looked at all the same.
    const { name } = await addressesFor(profile).catch(() => onLoopback);
    const { directory, stacks, leftOut } = prepareAssembly({
      profile,
      stage: String(values.stage ?? 'dev'),
      assembly: String(values.assembly ?? paths.assembly),
      output: String(values.output ?? join(paths.emulators, profile.name)),
      endpoint: `http://${name}:${port}`,
      balancer: `${name}:${port + 1}`,
    });
    terminal.line(`${stacks.length} stacks for ${profile.title} in ${relative('.', directory)}`);
    for (const [type, count] of Object.entries(leftOut).sort()) {
      terminal.line(`  left out ${String(count).padStart(3)} ${type}: ${profile.leftOut[type]}`);
    }
    return 0;
  },
};

if (import.meta.main) {
  const terminal = createTerminal();
  try {
    process.exitCode = await runCommand(command, process.argv.slice(2), terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.error(error.message);
    process.exitCode = 2;
  }
}
