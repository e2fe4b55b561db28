// The door of every script: what it builds before a command, and the words it hands on.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let directory: string;

/** The real door and its table, and programs that only tell what they were called with. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tandem-door-'));
  for (const file of ['localstack/tandem.mjs', 'localstack/cli/tools.json']) {
    cpSync(file, join(directory, file));
  }
  write('package.json', '{ "type": "module" }');
  write('localstack/ensure-install.mjs', '');
  write('infra/tools/costs.ts', 'console.log(JSON.stringify(process.argv.slice(2)));');
  write(
    'infra/tools/build.ts',
    `import { mkdirSync, writeFileSync } from 'node:fs';
     console.log('built');
     mkdirSync('dist', { recursive: true });
     writeFileSync('dist/whole', '');`,
  );
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, content: string): void {
  mkdirSync(join(directory, file, '..'), { recursive: true });
  writeFileSync(join(directory, file), content);
}

function costs(...args: string[]) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['localstack/tandem.mjs', 'costs', ...args],
    { cwd: directory, encoding: 'utf8' },
  );
  return { status, said: stdout.trim().split('\n') };
}

test('a command that wants bundles builds them once', () => {
  expect(costs()).toEqual({ status: 0, said: ['built', '[]'] });
  expect(costs()).toEqual({ status: 0, said: ['[]'] });
});

test('what an interrupted build has left is built again', () => {
  write('dist/functions/auth-handler/index.mjs', '');
  expect(costs()).toEqual({ status: 0, said: ['built', '[]'] });
});

test.each(['--help', '-h'])('%s is told at once, without a build', (flag) => {
  expect(costs(flag)).toEqual({ status: 0, said: [JSON.stringify([flag])] });
  expect(existsSync(join(directory, 'dist'))).toBe(false);
});

test('the doctor of a fresh clone names what installs the rest', () => {
  for (const folder of ['localstack', 'platform', 'events']) {
    cpSync(folder, join(directory, folder), { recursive: true });
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['localstack/tandem.mjs', 'doctor', '--port', '1', '--aws-port', '2'],
    { cwd: directory, encoding: 'utf8', env: { PATH: '' } },
  );
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  const install = '   npm start installs the dependencies (npm ci)';
  expect(stdout.split('\n').slice(1, 5)).toEqual([
    ' ✖ the dependencies are not installed',
    install,
    ' ✖ DynamoDB (dynoxide)',
    install,
  ]);
});

test.each([
  ['costs', { npm_config_call: 'stage=prod' }, '-c'],
  ['logs', { npm_config_force: 'true' }, '-f'],
])('a short flag that npm has kept from %s is told', (command, kept, flag) => {
  const ask = (environment: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['localstack/tandem.mjs', command, '--help'], {
      cwd: directory,
      encoding: 'utf8',
      env: { ...process.env, npm_lifecycle_event: command, ...environment },
    });
  expect(ask(kept)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: `${flag} went to npm, not to this command: put -- before the flags (npm run … -- ${flag} …)\n`,
  });
  expect(ask({ ...kept, npm_lifecycle_event: 'npx' }).stderr).not.toContain('went to npm');
});

test('a second pair of dashes changes nothing', () => {
  write('dist/whole', '');
  expect(costs('--', '--prices', '--', 'x')).toEqual(costs('--prices', '--', 'x'));
  expect(costs('--', '--prices').said).toEqual(['["--prices"]']);
});
