// `npm run check`: style and borders, types, unused code, fast tests. All run, even when one fails.

import { spawn } from 'node:child_process';
import { readFlags, UsageError } from './cli/arguments.ts';
import { repository } from './cli/paths.ts';
import { createTerminal } from './cli/terminal.ts';

const steps = [
  ['biome', ['check', '--error-on-warnings', '.']],
  ['tsc', ['--noEmit']],
  ['knip', []],
  ['vitest', ['run', '--project', 'unit', '--reporter', 'dot']],
] as const;

const help = `Checks style and import borders, types, unused code and the fast tests.

Usage: npm run check -- [flags]

  --help                   this text

All steps run; exit code 1 when one of them failed.`;

const terminal = createTerminal();

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: string;
  readonly output: string;
}

function run(name: string, args: readonly string[]): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
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
  if (readFlags(args, {}).values.help) {
    terminal.line(help);
    return 0;
  }
  const failed: string[] = [];
  for (const [name, words] of steps) {
    const clear = terminal.spin(name);
    const outcome = await run(name, words);
    clear();
    report(outcome);
    if (!outcome.passed) failed.push(name);
  }
  if (failed.length > 0) terminal.error(`failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  terminal.error(error.message);
  process.exitCode = 2;
}
