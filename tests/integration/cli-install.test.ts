// The dependencies are installed when they are missing or older than the lockfile, and not otherwise.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-install-'));
  mkdirSync(join(directory, 'localstack'));
  copyFileSync('localstack/ensure-install.mjs', join(directory, 'localstack/ensure-install.mjs'));
  writeFileSync(join(directory, 'package-lock.json'), '{}');
  writeFileSync(
    join(directory, 'npm.mjs'),
    `import { mkdirSync, writeFileSync } from 'node:fs';
     if (process.argv[2] !== 'ci') process.exit(9);
     if (process.env.FAILS) process.exit(7);
     mkdirSync('node_modules', { recursive: true });
     writeFileSync('node_modules/.package-lock.json', '{}');`,
  );
});
afterEach(() => rmSync(directory, { recursive: true }));

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

test('again when the lockfile is newer', () => {
  ensure();
  const later = Date.now() / 1000 + 60;
  utimesSync(join(directory, 'package-lock.json'), later, later);
  expect(ensure().installed).toBe(true);
});

test('a failing npm ends it with its exit code', () => {
  expect(ensure({ FAILS: '1' })).toMatchObject({ status: 7, installed: false });
});
