// `npm run check`: style and borders, types, unused code, fast tests. All run, even when one fails.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { FlagError, UsageError } from '../../platform/cli/flags.ts';
import { parseCommandFlags } from '../cli/arguments.ts';
import { repository } from '../cli/paths.ts';
import { createTerminal } from '../cli/terminal.ts';

type Step = readonly [name: string, args: readonly string[]];

/** Where the compiler keeps what it has found out, so that the next time only what has changed is checked. */
const known = '.local/types.tsbuildinfo';

/** Several threads of the compiler find out much of it each for itself, for twice the work: too much where two processors have all of this to do. */
const threads = availableParallelism() > 2 ? [] : ['--singleThreaded'];

/** Side by side; the pages of the console are for a browser, not for Node. */
const readers: readonly Step[] = [
  ['biome', ['check', '--error-on-warnings', '.']],
  ['tsc', ['--noEmit', ...threads, '--incremental', '--tsBuildInfoFile', known]],
  ['tsc', ['--noEmit', ...threads, '--project', 'web/console']],
  ['knip', []],
];

/** By themselves: some of them are about time. */
const tests: Step = ['vitest', ['run', '--project', 'unit', '--reporter', 'dot']];

const help = `Checks style and import borders, types, unused code and the fast tests.

Usage: npm run check -- [flags]

  --static                 without the tests, where they run by themselves
  --help                   this text

All steps run; exit code 1 when one of them failed.`;

const terminal = createTerminal();

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: string;
  readonly output: string;
}

function run([name, args]: Step): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(join(repository, 'node_modules/.bin', name), args, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (text: string) => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      resolve({ name, passed: code === 0, seconds, output: output.trim() });
    });
  });
}

function report({ name, passed, seconds, output }: Outcome): void {
  const mark = passed ? terminal.style('green', '✔') : terminal.style('red', '✖');
  if (!passed) terminal.line(output);
  terminal.line(` ${mark} ${name.padEnd(8)} ${seconds} s`);
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandFlags(args, {
    static: { type: 'boolean', help: 'without the tests' },
  });
  if (values.help) {
    terminal.line(help);
    return 0;
  }
  const [stray] = positionals;
  if (stray !== undefined) {
    throw new FlagError(`check takes no word such as ${JSON.stringify(stray)}`);
  }
  const failed: string[] = [];
  for (const group of values.static ? [readers] : [readers, [tests]]) {
    const clear = terminal.spin(group.map(([name]) => name).join(', '));
    const outcomes = await Promise.all(group.map(run));
    clear();
    for (const outcome of outcomes) {
      report(outcome);
      if (!outcome.passed) failed.push(outcome.name);
    }
  }
  if (failed.length > 0) terminal.error(`failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  terminal.error(error.message);
  if (error instanceof FlagError) terminal.error('See --help.');
  process.exitCode = 2;
}
