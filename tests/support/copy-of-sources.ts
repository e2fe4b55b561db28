// A copy of the sources for tests of the tests: what is planted there is planted nowhere else.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What is made, and what would be copied into itself. */
const left = new Set(['node_modules', 'dist', 'coverage', 'cdk.out']);

/** The folder of the copy; its dependencies are those of the repository. */
export const copyOfSources = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-copy-'));
  for (const name of readdirSync('.')) {
    if (!name.startsWith('.') && !left.has(name)) {
      cpSync(name, join(directory, name), { recursive: true });
    }
  }
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  return directory;
};

export interface Ended {
  /** 1 when it was ended from outside. */
  readonly code: number;
  readonly text: string;
  readonly isLate: boolean;
}

/** Runs one of the repository's tools in the copy; ended after `withinMs`. */
export const runTool = (
  directory: string,
  tool: string,
  args: readonly string[],
  withinMs = 600_000,
): Promise<Ended> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [resolve('node_modules', tool), ...args], {
      cwd: directory,
      env: { ...process.env, NO_COLOR: '1', MODEL_RUNS: '200' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, withinMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    child.on('exit', (code) => {
      clearTimeout(timer);
      done({ code: code ?? 1, text, isLate });
    });
  });
