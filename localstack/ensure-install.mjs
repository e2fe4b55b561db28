// Installs the dependencies when they are missing or older than the lockfile. Plain JavaScript for any Node from 20 on.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const lockfile = join(repository, 'package-lock.json');
const installed = join(repository, 'node_modules', '.package-lock.json');

function isInstalled() {
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs;
}

if (!isInstalled()) {
  console.log(' installing the dependencies (npm ci), once …');
  const startedAt = Date.now();
  // npm gives the path of its own program to the scripts it runs.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(' npm ci failed: read the lines above, then run it by itself');
    process.exit(status ?? 1);
  }
  console.log(` ✔ installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
