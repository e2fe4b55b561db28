// `npm run tandem -- sam`: functions in containers of the SAM CLI, with the running system around them.

import { FlagError, UsageError } from '../../../platform/cli/flags.ts';
import { type Flags, portFlag } from '../../cli/arguments.ts';
import { chosenCopy } from '../../cli/chosen.ts';
import { ask } from '../../cli/client.ts';
import type { Command } from '../../cli/command.ts';
import { interrupted, untilStopped } from '../../cli/signals.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { bridgeOf } from '../../emulators/bridge/bridge.ts';
import type { FunctionDefinition } from '../../lambda/execution/definition.ts';
import { call } from '../invoke/call.ts';
import { eventOf, readEvent } from '../invoke/event.ts';
import { functionNamed } from '../invoke/function-name.ts';
import { openWorkbench } from './workbench.ts';

/** As SAM has it. */
const lambdaPort = 3001;
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const mostSeconds = 900;
/** https://pkg.go.dev/github.com/distribution/reference */
const imageReference = /^[a-z0-9][\w.:/@-]*$/i;

export const sam: Command = {
  name: 'sam',
  summary: 'Runs a function by the SAM CLI in a container, with the running system around it',
  parameters: '<service>[/<entry>]|start-lambda',
  flags: {
    event: { type: 'string', value: '<file|->', help: 'the event (the one kept for the function)' },
    image: {
      type: 'string',
      value: '<name>',
      help: 'image of the runtime, in place of AWS’s own; "local" makes one of this machine’s Node (Linux)',
    },
    timeout: { type: 'string', value: '<s>', help: 'seconds a function may take (as deployed)' },
    'lambda-port': {
      type: 'string',
      value: '<port>',
      help: `where start-lambda listens (${lambdaPort})`,
    },
    sam: { type: 'string', value: '<path>', help: 'the SAM CLI (the one in the PATH)' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Wants a Docker engine and the SAM CLI. The system of npm start is reachable for containers',
    'until this ends: on the address of Docker’s bridge, and for nobody else.',
    'start-lambda serves all functions by Lambda’s API until Ctrl-C.',
    'Exit code 1 when the function fails, 2 when something is missing.',
  ],
  async run(flags, terminal) {
    const wanted = wantedOf(flags);
    const given = wanted.event === undefined ? undefined : await readEvent(wanted.event);
    const running = chosenCopy(flags.values);
    const { functions } = await ask<{ functions: FunctionDefinition[] }>(running, 'definitions');
    const names = functions.map(({ name }) => name);
    const one = wanted.lambdaPort ? undefined : functionNamed(wanted.name, names);
    const event = one === undefined ? '' : (given ?? (await eventOf(one)));
    const quiet: Terminal = { ...terminal, line: terminal.error };
    const stopped = untilStopped(quiet).asked;
    const bridge = await bridgeOf();
    const bench = await openWorkbench({ running, functions, bridge, ...wanted.settings });
    try {
      for (const line of bench.opened) terminal.error(line);
      const work =
        one === undefined
          ? bench.serve(wanted.lambdaPort ?? lambdaPort)
          : call(bench, one, event, terminal);
      return await Promise.race([work, stopped.then(() => interrupted)]);
    } finally {
      await bench.close();
    }
  },
};

function wantedOf({ values, positionals }: Flags) {
  const [name, stray] = positionals;
  if (name === undefined) throw new UsageError('which function? e.g. auth, or start-lambda');
  if (stray !== undefined)
    throw new UsageError(`what is ${stray}? one function; --event names a file`);
  const serves = name === 'start-lambda';
  if (serves && values.event !== undefined) throw new FlagError('start-lambda takes no --event');
  if (!serves && values['lambda-port'] !== undefined) {
    throw new FlagError('--lambda-port is for start-lambda');
  }
  const image = values.image as string | undefined;
  if (image !== undefined && !imageReference.test(image)) {
    throw new FlagError(
      `--image must be "local" or the name of an image, not ${JSON.stringify(image)}`,
    );
  }
  return {
    name,
    event: values.event as string | undefined,
    lambdaPort: serves ? portFlag(values['lambda-port'], lambdaPort, '--lambda-port') : undefined,
    settings: {
      program: (values.sam as string | undefined) ?? 'sam',
      image,
      timeoutSeconds: secondsFlag(values.timeout as string | undefined),
    },
  };
}

function secondsFlag(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new FlagError(`--timeout must be whole seconds up to ${mostSeconds}, not ${value}`);
}
