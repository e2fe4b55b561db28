// The command line as a person meets it, in real processes.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.once('close', (code) => resolve({ code, output, errors }));
  });
}

const cli = (...args: string[]) => run('localstack/cli.ts', ...args);

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};
/** As the door lists them, without those that are programs of their own. */
const ownCommands = readFileSync('localstack/cli.ts', 'utf8')
  .split('\n')
  .flatMap((line) => /^ {2}'?([\w-]+)'?: async \(\) => /.exec(line)?.[1] ?? []);

const server = createServer();
let taken: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  taken = String((server.address() as AddressInfo).port);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('help', () => {
  test('a question for JSON is answered in JSON, also when nothing runs', async () => {
    const { code, output, errors } = await cli('status', '--json', '--port', taken);
    expect({ code, errors }).toEqual({ code: 2, errors: '' });
    expect(JSON.parse(output)).toEqual({ running: false, ready: false });
  });

  test.each(ownCommands)('of %s says how it is typed, and names its flags', async (command) => {
    const { code, output, errors } = await cli(command, '--help');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const typed = Object.hasOwn(scripts, command) ? `${command} --` : `tandem -- ${command}`;
    expect(output).toContain(`\nUsage: npm run ${typed} `);
    expect(output).toContain('--help');
  });

  test('of check', async () => {
    const { code, output } = await run('localstack/commands/check.ts', '--help');
    expect({ code, usage: output.includes('Usage: npm run check') }).toEqual({
      code: 0,
      usage: true,
    });
  });

  test('check refuses a word, where all of it would be run', async () => {
    expect(await run('localstack/commands/check.ts', 'nonsense')).toEqual({
      code: 2,
      output: '',
      errors: 'check takes no word such as "nonsense"\nSee --help.\n',
    });
  });

  test('without a command lists the commands', async () => {
    const { code, output } = await cli();
    expect(code).toBe(0);
    expect(output).toMatch(/start +Builds, synthesises and runs/);
  });
});

describe('refused with exit code 2 is', () => {
  test('an unknown command, with the nearest', async () => {
    const { code, errors } = await cli('stauts');
    expect({ code, errors }).toEqual({
      code: 2,
      errors: 'there is no command stauts; did you mean status?\n',
    });
  });

  test('an unknown flag, with the nearest', async () => {
    const { code, errors } = await cli('start', '--ephemral');
    expect({ code, errors }).toEqual({
      code: 2,
      errors: 'there is no flag --ephemral; did you mean --ephemeral?\nSee --help.\n',
    });
  });

  test('a port in use, with the process that holds it and the way around', async () => {
    const { code, errors } = await cli('start', '--ephemeral', '--port', taken);
    expect(code).toBe(2);
    expect(errors).toContain(`port ${taken} is in use by process ${process.pid} (`);
    expect(errors).toContain('choose another with --port or PORT');
  });

  test.each([
    [['--stage', 'nope'], 'context "stage" is "nope": it must be one of dev, prod'],
    [['--stage', ''], 'context "stage" is missing'],
    [['-c', 'nonsense=1'], 'context "nonsense" is not known: there are account, '],
  ])('what the CDK app does not take, before a build: start %j', async (args, message) => {
    const ports = ['--port', '39', '--aws-port', '40'];
    const { code, output, errors } = await cli('start', '--ephemeral', ...ports, ...args);
    expect({ code, output, lines: errors.trim().split('\n').length }).toEqual({
      code: 2,
      output: '',
      lines: 1,
    });
    expect(errors).toContain(message);
  });

  const inKernel = existsSync('/proc/self') ? ['/proc/nobody/data'] : [];
  test.each(['README.md', 'README.md/data', ...inKernel])('data kept in %s', async (folder) => {
    const ports = ['--port', '39', '--aws-port', '40'];
    const { code, output, errors } = await cli('start', '--data', folder, ...ports);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(/^no data can be kept in .+ \(E\w+\); --data wants a folder\n$/);
  });

  test('an AWS port in use', async () => {
    const { errors } = await cli('start', '--ephemeral', '--port', '1', '--aws-port', taken);
    expect(errors).toContain('TANDEM_AWS_PORT');
  });

  test.each([
    ['localstack/cli.ts', 'rotate-keys', '--aws'],
    ['localstack/commands/operator.ts', 'containers/products/stock/reconcile.ts', '--aws'],
  ])('AWS, where the shell says another place: %s %s', async (...args) => {
    const { code, output, errors } = await run(
      '--import',
      'data:text/javascript,process.env.AWS_ENDPOINT_URL="http://localhost:4566"',
      ...args,
    );
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain('--aws, or http://localhost:4566?');
  });

  test('a question about a copy that does not run', async () => {
    const { code, errors } = await cli('status', '--port', taken);
    expect(code).toBe(2);
    expect(errors).toContain('nothing is running');
  });

  test.each([
    [['start', '--data', '.local/x', '--ephemeral'], 'choose one of them'],
    [['start', '--data', ''], '--data wants a folder'],
    [
      ['start', '--port', '9', '--aws-port', '9'],
      '--port and --aws-port are two ports, not both 9',
    ],
    [['invoke'], 'which function?'],
    [['invoke', 'nonsense'], 'no function nonsense; choose one of'],
    [['invoke', 'sweep', '--env', 'A=B'], 'sweep may be several functions; choose one of'],
    [['invoke', 'auth', 'package.json5'], 'package.json5 cannot be read'],
    [['invoke', 'auth', 'README.md'], 'README.md is not JSON'],
    [['invoke', 'auth', 'package.json', '--env', 'NOTHING'], '--env NOTHING must be KEY=VALUE'],
    [['invoke', 'auth', 'package.json', '--timeout', 'x'], '--timeout must be a number'],
    [['invoke', 'auth', 'package.json', '--timeout', '1e9'], '--timeout must be a number'],
    [['invoke', 'auth', 'package.json', 'more'], 'what is more?'],
    [['invoke', 'auth', '-', '--watch'], '--watch wants a file'],
    [['trigger'], 'which event?'],
    [['trigger', 'capture.succeeded'], 'which order?'],
    [['trigger', 'capture.succeded'], 'did you mean capture.succeeded?'],
    [['trigger', 'nonsense', '--order', 'o'], 'there is no event nonsense; there are'],
    [['trigger', 'capture.failed', 'ord_1'], 'what is ord_1?'],
    [['trigger', 'capture.failed', '--order', 'o', '--late', '--duplicate'], 'choose one of'],
    [['logs', '--since', 'once'], '--since once is not a time'],
    [['logs', '--level', 'loud'], '--level is one of trace, debug, info, warn, error, fatal'],
    [['logs', '--grep', ''], '--grep wants a text'],
    [['logs', '--order', 'o', '--trace', 't'], 'choose one of them'],
    [['order'], 'which order?'],
    [['order', 'ord_1', 'ord_2'], 'what is ord_2?'],
    [['dlq', 'list', 'orders'], 'did you mean show orders?'],
    [['dlq', 'show', 'orders', 'auth'], 'what is auth?'],
    [['dlq', 'burn'], 'there is no burn; use list, show, redrive or purge'],
    [['reset', '--data', ''], '--data wants a folder'],
    [['reset', '--data', 'docs'], 'docs holds more than data of a start ('],
    [['start', '--data', 'docs', '--port', '39', '--aws-port', '40'], 'docs holds other things'],
    [['order', ''], 'which order?'],
    [['logs', '--since', '999999999999999999d'], '--since 999999999999999999d is not a time'],
  ])('%j', async (args, message) => {
    const { code, errors } = await cli(...args);
    expect(code).toBe(2);
    expect(errors).toContain(message);
  });
});

test.each([
  [['infra/tools/build.ts', '--only', 'nope'], 'no bundle nope; there are auditor-handler, '],
  [['infra/tools/diff-branch.ts', '--base=--all'], '--base must be a commit of this repository'],
  [['tests/chaos/planted-bugs.ts', '--only', '99'], '--only must be a whole number from 1 to 10'],
  [['infra/tools/diff-branch.ts', '--stage', 'nope'], '--stage must be dev or prod, not nope'],
])('a tool refuses %j without a trace', async (args, message) => {
  const { code, output, errors } = await run(...args);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(message);
  expect(errors.trim().split('\n')).toHaveLength(2);
});

test('doctor names the process that holds a port and fails', async () => {
  const { code, output } = await cli('doctor', '--port', taken);
  expect(code).toBe(1);
  expect(output).toContain(`port ${taken} is in use by process ${process.pid}`);
  expect(output).toContain('choose another with PORT=<port>');
});

test('a reader that goes away ends a command quietly', async () => {
  const child = spawn(process.execPath, ['localstack/cli.ts', 'start', '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.destroy();
  await new Promise((resolve) => child.once('close', resolve));
  expect(errors).toBe('');
});
