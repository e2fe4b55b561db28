#!/usr/bin/env node
// The door of every script: installs what is missing, then runs the command on a Node that reads TypeScript.
// Plain JavaScript for any Node from 18 on.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '..');
const tools = JSON.parse(readFileSync(join(here, 'cli/tools.json'), 'utf8'));
const [name, ...rest] = process.argv.slice(2);
/** `npm run tandem -- status -- --json`: npm takes one pair of dashes away, and a person may type two. */
const args = rest[0] === '--' ? rest.slice(1) : rest;

const asksForHelp = args.includes('--help') || args.includes('-h');

/** `crypto.argon2` came with 24.7. */
const runsHere = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 7);
};

function ownNode() {
  const found = ['bin/node', 'bin/node.exe']
    .map((file) => join(repository, 'node_modules/node', file))
    .find((file) => existsSync(file));
  if (found) return found;
  console.error(
    ` Tandem runs on Node 24.7 or newer; this is ${process.versions.node}, and npm could not install one for ${process.platform}-${process.arch}.`,
  );
  console.error(
    '   next: install Node 24 (https://nodejs.org, or `nvm install`), then run this again',
  );
  return process.exit(1);
}

/** The same again on the Node of this repository; signals and the exit code go through. */
function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(` ${node} does not start: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}

/** What was compiled once is read the next time, by whatever this starts as well. */
const compileCache = join(repository, '.local/compile-cache');

function runHere() {
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  Module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  const tool = Object.hasOwn(tools, name ?? '') ? tools[name] : undefined;
  const [file, ...first] = tool ? tool.run : ['localstack/cli.ts', ...(name ? [name] : [])];
  if (tool?.needsBundles && !asksForHelp && !existsSync(join(repository, 'dist/whole'))) build();
  if (tool?.silentWhile) tellThatItWorks(tool.silentWhile);
  const program = join(repository, file);
  process.argv = [process.execPath, program, ...first, ...args];
  Module.runMain(program);
}

/** Beside the output, which may be read by a program. */
function tellThatItWorks(what) {
  const startedAt = Date.now();
  const tell = () => console.error(` ${what} … ${Math.round((Date.now() - startedAt) / 1000)} s`);
  setInterval(tell, 4_000).unref();
}

function build() {
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'build'], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Short flags that npm takes for its own where the dashes before them are forgotten: nothing is half obeyed. */
const shorts = { '-c': 'npm_config_call', ...(name === 'logs' && { '-f': 'npm_config_force' }) };
const kept = Object.keys(shorts).find((flag) => process.env[shorts[flag]]);
// `npx -c` is how npx is told a command.
if (kept && process.env.npm_lifecycle_event !== 'npx') {
  console.error(
    `${kept} went to npm, not to this command: put -- before the flags (npm run … -- ${kept} …)`,
  );
  process.exit(2);
}
// The doctor looks, and installs nothing.
if (name !== 'doctor') await import('./ensure-install.mjs');
if (runsHere()) runHere();
else if (name === 'doctor' && !existsSync(join(repository, 'node_modules'))) {
  console.log(
    ` ✖ Node ${process.versions.node} is too old by itself, and the dependencies are not installed`,
  );
  console.log('   npm start installs them, a Node 24 for this repository among them');
  process.exitCode = 1;
} else runOn(ownNode());
