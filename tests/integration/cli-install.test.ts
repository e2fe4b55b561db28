// The dependencies are installed when they are missing or older than the lockfile, and not otherwise.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-install-'));
  mkdirSync(join(directory, 'localstack'));
  copyFileSync('localstack/ensure-install.mjs', join(directory, 'localstack/ensure-install.mjs'));
  lock('1.0.0');
  writeFileSync(
    join(directory, 'npm.mjs'),
    `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
     if (process.argv[2] !== 'ci') process.exit(9);
     if (process.env.FAILS) process.exit(7);
     mkdirSync('node_modules', { recursive: true });
     const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
     delete packages['node_modules/for-another-platform'];
     writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));`,
  );
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A lockfile of the near future, as one that was just checked out. */
function lock(version: string) {
  const file = join(directory, 'package-lock.json');
  const packages = {
    '': { name: 'root' },
    'node_modules/one': { version },
    'node_modules/for-another-platform': { version, optional: true },
  };
  writeFileSync(file, JSON.stringify({ packages }));
  const later = Date.now() / 1000 + 60;
  utimesSync(file, later, later);
}

function ensure(environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(directory, 'localstack/ensure-install.mjs')],
    { env: { npm_execpath: join(directory, 'npm.mjs'), ...environment }, encoding: 'utf8' },
  );
  return { status, installed: stdout.includes('✔ installed'), stderr };
}

test('once on a fresh clone, then no more', () => {
  expect(ensure()).toEqual({ status: 0, installed: true, stderr: '' });
  expect(ensure()).toEqual({ status: 0, installed: false, stderr: '' });
});

test('again when the lockfile names another version', () => {
  ensure();
  lock('1.0.1');
  expect(ensure().installed).toBe(true);
  expect(ensure().installed).toBe(false);
});

test('not because the lockfile is newer', () => {
  ensure();
  lock('1.0.0');
  expect(ensure().installed).toBe(false);
});

test('a failing npm ends it with its exit code', () => {
  expect(ensure({ FAILS: '1' })).toMatchObject({ status: 7, installed: false });
});

test('never through a link to the dependencies of another checkout', () => {
  ensure();
  renameSync(join(directory, 'node_modules'), join(directory, 'of-another'));
  symlinkSync(join(directory, 'of-another'), join(directory, 'node_modules'));
  expect(ensure()).toEqual({ status: 0, installed: false, stderr: '' });
  lock('1.0.1');
  expect(ensure()).toMatchObject({ status: 1, installed: false });
  expect(ensure().stderr).toContain('node_modules is a link');
});
