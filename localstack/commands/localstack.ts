// `npm run localstack`: the assembly on an emulator on port 4566, deployed by CloudFormation, and the HTTP contract suite against it.

import { join } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import { type Flags, portFlag } from '../cli/arguments.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { createScreen } from '../cli/screen.ts';
import { interrupted, untilStopped } from '../cli/signals.ts';
import { createLogs } from '../cloud/logs/logs.ts';
import { findProfile } from '../emulators/assembly/find-profile.ts';
import { profiles } from '../emulators/assembly/profiles.ts';
import { createHost } from '../emulators/host.ts';
import { type EmulatedSystem, type EmulatorRun, runOnEmulator } from '../emulators/run.ts';
import { type Surroundings, verify } from '../emulators/verify.ts';

// Of all logs, where a step has failed.
const shownLines = 5;

interface Options extends EmulatorRun {
  readonly verify: boolean;
  readonly suite: boolean;
}

export const localstack: Command = {
  name: 'localstack',
  summary: 'Deploys the assembly to an emulator on port 4566 and runs the HTTP contract suite',
  flags: {
    profile: {
      type: 'string',
      value: '<name>',
      help: `${profiles.map(({ name }) => name).join(', ')} (ministack)`,
    },
    'aws-port': {
      type: 'string',
      value: '<port>',
      help: 'port of the emulator (TANDEM_AWS_PORT, 4566); the two after it are used too',
    },
    emulator: { type: 'string', value: '<path>', help: 'program to start where none is running' },
    verify: {
      type: 'boolean',
      help: 'end after the suite and after redeploying one changed stack',
    },
    'no-suite': { type: 'boolean', help: 'do not run the suite' },
    stage: { type: 'string', value: '<name>', help: 'stage of the CDK app (dev)' },
  },
  notes: [
    'An emulator that is running is used and left running; otherwise one is started and stopped.',
    'Ctrl-C stops what was started. Exit code 1 when a step or a test failed.',
    'docs/emulators.md says what each emulator lacks.',
  ],
  async run(flags, terminal) {
    const options = optionsOf(flags);
    const screen = createScreen(terminal);
    terminal.line(
      ` ${terminal.style('bold', 'tandem')}  ${options.profile.title} · port ${options.port}`,
    );
    const logs = createLogs({ directory: join(paths.logs, options.profile.name) });
    const host = createHost(logs);
    const stopped = untilStopped(terminal);
    stopped.onKill(() => host.kill());
    try {
      const system = await Promise.race([
        runOnEmulator(options, screen, host),
        stopped.asked.then(() => undefined),
      ]);
      // Told to stop, the steps under way end with their processes; what they say then is of no use.
      if (system === undefined) return interrupted;
      return await use(system, options, { terminal, screen, host, stopped: stopped.asked });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      screen.fail(error, logs.tail(shownLines));
      return 1;
    } finally {
      await host.stop();
      logs.close();
    }
  },
};

function optionsOf({ values }: Flags): Options {
  const port = portFlag(values['aws-port'] ?? process.env.TANDEM_AWS_PORT, 4566, '--aws-port');
  if (port > 65_533) throw new UsageError('--aws-port: the two ports after it are used too');
  return {
    port,
    profile: findProfile(values.profile),
    stage: String(values.stage ?? 'dev'),
    ...(values.emulator !== undefined && { program: String(values.emulator) }),
    verify: values.verify === true,
    suite: values['no-suite'] !== true,
  };
}

interface Around extends Surroundings {
  readonly stopped: Promise<void>;
}

async function use(system: EmulatedSystem, options: Options, around: Around): Promise<number> {
  const { terminal, stopped } = around;
  const verified = await Promise.race([
    verify(system, options, around),
    stopped.then(() => undefined),
  ]);
  if (verified === undefined) return interrupted;
  if (options.verify) return verified ? 0 : 1;
  terminal.line(` API      ${system.apiUrl}`);
  terminal.line(` AWS      ${system.aws.endpoint}`);
  terminal.line(` Mails    ${system.helpersUrl}/_tandem/mailbox?to=demo@example.com`);
  terminal.line(` Logs     ${join(paths.logs, options.profile.name)}`);
  terminal.line(' Ctrl-C stops what was started');
  await stopped;
  return verified ? 0 : 1;
}
