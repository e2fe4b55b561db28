// One command of the command line, with its help.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlagError } from '../../platform/cli/flags.ts';
import { type Flag, type Flags, parseCommandFlags } from './arguments.ts';
import { repository } from './paths.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After the name, e.g. `<service>[/<entry>] <event.json|->`. */
  readonly parameters?: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** More lines of help: examples, what the exit code means. */
  readonly notes?: readonly string[];
  /** Answers the exit code. */
  run(flags: Flags, terminal: Terminal): Promise<number>;
}

export async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const flags = parseCommandFlags(args, command.flags);
  if (flags.values.help !== true) {
    const [stray] = flags.positionals;
    if (stray !== undefined && command.parameters === undefined) {
      throw new FlagError(`${command.name} takes no word such as ${JSON.stringify(stray)}`);
    }
    return await command.run(flags, terminal);
  }
  for (const line of helpOf(command)) terminal.line(line);
  return 0;
}

function helpOf({ name, summary, parameters, flags, notes }: Command): string[] {
  const rows = Object.entries({
    ...flags,
    help: { type: 'boolean', help: 'this text' } as Flag,
  }).map(([flag, { short, value, help }]) => {
    const left = `${short ? `-${short}, ` : ''}--${flag}${value ? ` ${value}` : ''}`;
    return `  ${left.padEnd(24)} ${help}`;
  });
  const usage = `${typed(name)} ${parameters ? `${parameters} ` : ''}[flags]`;
  const all = [`${summary}`, '', `Usage: ${usage}`, '', ...rows];
  return notes ? [...all, '', ...notes] : all;
}

/** Not every command is a script of its own. */
function typed(name: string): string {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  return Object.hasOwn(scripts, name) ? `npm run ${name} --` : `npm run tandem -- ${name}`;
}
