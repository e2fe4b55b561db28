// Installs the dependencies when they are missing or not those of the lockfile. Plain JavaScript for any Node from 20 on.

import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const lockfile = join(repository, 'package-lock.json');
const installed = join(repository, 'node_modules', '.package-lock.json');

function isInstalled() {
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return true;
  // A checkout makes every file new; what npm has written down says what is really there.
  if (!holdsAll(packagesOf(lockfile), packagesOf(installed))) return false;
  const now = new Date();
  utimesSync(installed, now, now);
  return true;
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** Packages that are optional are there only on the platforms they are made for. */
function holdsAll(wanted, there) {
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional && !there[path]),
  );
}

/** Another checkout's, as beside `git worktree`: npm would empty it under whoever works there. */
const isLink = () =>
  lstatSync(join(repository, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

if (!isInstalled()) {
  if (isLink()) {
    console.error(' node_modules is a link, and holds not what package-lock.json names');
    console.error('   next: take the link away, or run npm ci where it leads to');
    process.exit(1);
  }
  console.log(' installing the dependencies (npm ci), once …');
  const startedAt = Date.now();
  // npm gives the path of its own program to the scripts it runs.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: repository,
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    console.error(' npm ci failed: read the lines above, then run it by itself');
    process.exit(status ?? 1);
  }
  console.log(` ✔ installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
