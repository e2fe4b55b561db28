// `npm run invoke`: runs one function with an event, in the running system or in one made for it.

import { UsageError } from '../../platform/cli/flags.ts';
import { chosenPort } from '../cli/chosen.ts';
import type { Command } from '../cli/command.ts';
import { callAlone } from './invoke/call-alone.ts';
import { callRunning, isAnyRunning } from './invoke/call-running.ts';
import { changesOf } from './invoke/changes.ts';
import { readEvent } from './invoke/event.ts';

export const invoke: Command = {
  name: 'invoke',
  summary: 'Runs one function with an event and prints its answer',
  parameters: '<service>[/<entry>] [<event.json|->]',
  flags: {
    event: { type: 'string', value: '<file|->', help: 'the event, in place of the second word' },
    env: {
      type: 'string',
      multiple: true,
      value: '<KEY=VALUE>',
      help: 'change its environment (a copy of its own is started)',
    },
    timeout: { type: 'string', value: '<s>', help: 'change its timeout (a copy of its own)' },
    inspect: {
      type: 'boolean',
      help: 'wait for a debugger before its first line (a copy of its own)',
    },
    watch: {
      type: 'boolean',
      help: 'run it again when a source or the event changes (a copy of its own)',
    },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Examples: npm run invoke -- auth',
    '          npm run invoke -- auth tests/events/auth-handler.json --watch',
    '          echo {} | npm run invoke -- payments/reconcile -',
    'Without an event it is tests/events/<service>-<entry>.json.',
    'In an event {{demoToken}}, {{adminToken}}, {{uuid}} and {{now}} are replaced.',
    'Exit code 1 when the function fails.',
  ],
  async run(flags, terminal) {
    const { values, positionals } = flags;
    const [wanted, second, ...more] = positionals;
    if (!wanted) throw new UsageError('which function? e.g. auth or payments/reconcile');
    if (more.length > 0) throw new UsageError(`what is ${more[0]}? one function and one event`);
    const file = (values.event as string | undefined) ?? second;
    const watches = values.watch === true;
    if (watches && file === '-') throw new UsageError('--watch wants a file, not the input');
    // Read before anything is started: a wrong file is told at once.
    const event = file === undefined ? undefined : await readEvent(file);
    const changes = changesOf(values);
    const port = chosenPort(values);
    const isRunning = port !== undefined || isAnyRunning();
    if (isRunning && !watches && !changes) {
      return await callRunning(wanted, { port, event }, terminal);
    }
    return await callAlone(wanted, { file, event, changes, watches }, terminal);
  },
};
