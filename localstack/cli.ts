// The command line of the embedded cloud: finds the command, runs it, turns errors into one clear line.

import { readFileSync } from 'node:fs';
import { awsFaultOf } from '../platform/cli/aws-faults.ts';
import { FlagError, nearest, UsageError } from '../platform/cli/flags.ts';
import { type Command, runCommand } from './cli/command.ts';
import { createTerminal } from './cli/terminal.ts';

const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).start,
  status: async () => (await import('./commands/status.ts')).status,
  logs: async () => (await import('./commands/logs.ts')).logs,
  seed: async () => (await import('./commands/data/seed.ts')).seedCommand,
  reset: async () => (await import('./commands/data/reset.ts')).reset,
  invoke: async () => (await import('./commands/invoke.ts')).invoke,
  sam: async () => (await import('./commands/sam/sam.ts')).sam,
  trigger: async () => (await import('./commands/trigger.ts')).trigger,
  facts: async () => (await import('./commands/facts.ts')).facts,
  dlq: async () => (await import('./commands/dlq.ts')).dlq,
  order: async () => (await import('./commands/order.ts')).orderCommand,
  'rotate-keys': async () => (await import('./commands/rotate-keys.ts')).rotateKeys,
  localstack: async () => (await import('./commands/localstack.ts')).localstack,
  import: async () => (await import('./commands/data/import.ts')).importCommand,
  new: async () => (await import('./commands/new.ts')).newCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

const terminal = createTerminal();

async function main([name, ...args]: string[]): Promise<number> {
  const load = commands[name ?? ''];
  if (load) return await runCommand(await load(), args, terminal);
  const wanted = name === undefined || name === '--help' || name === 'help';
  const near = name && nearest(name, [...Object.keys(commands), ...Object.keys(toolsOf())]);
  if (!wanted) {
    terminal.error(`there is no command ${name}${near ? `; did you mean ${near}?` : ''}`);
  }
  terminal.line('Usage: npm run tandem -- <command> [flags]\n');
  const own = await Promise.all(Object.values(commands).map((each) => each()));
  const others = Object.entries(toolsOf()).map(([name, { summary }]) => ({ name, summary }));
  for (const { name, summary } of [...own, ...others]) {
    terminal.line(`  ${name.padEnd(19)} ${summary}`);
  }
  return wanted ? 0 : 2;
}

/** Commands that are programs of their own, started by `tandem.mjs`. */
function toolsOf(): Record<string, { readonly summary: string }> {
  return JSON.parse(readFileSync(new URL('./cli/tools.json', import.meta.url), 'utf8'));
}

// Whoever read the output has gone (`… | head`): the system stops as if told to, a question is answered.
process.stdout.once('error', () => {
  process.stdout.on('error', () => undefined);
  if (process.argv[2] === 'start') process.kill(process.pid, 'SIGTERM');
  else process.exit(0);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const told = error instanceof UsageError ? error.message : awsFaultOf(error);
  if (told === undefined) throw error;
  terminal.error(told);
  if (error instanceof FlagError) terminal.error('See --help.');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
