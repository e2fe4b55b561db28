// The program that runs a function in LocalStack's containers, between LocalStack's side of it and a real runtime.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';

const program = resolve('localstack/emulators/offline/init.mjs');
const client = resolve('localstack/lambda/execution/runtime.mjs');
const handler = `export const handler = async (event) => {
  console.log('asked', event.how);
  if (event.how === 'throw') throw new TypeError('no');
  if (event.how === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (event.how === 'exit') process.exit(3);
  return { ...event, own: Object.keys(process.env).filter((name) => name.startsWith('LOCALSTACK_')) };
};`;

const told: { path: string; body: string }[] = [];
const waiting: (() => void)[] = [];
const localstack = createServer(async (request, response) => {
  told.push({ path: request.url ?? '', body: await text(request) });
  response.writeHead(request.headers['content-type'] === 'application/json' ? 202 : 415).end();
  for (const wake of waiting.splice(0)) wake();
});

/** What LocalStack was told on a path, once it was. */
async function toldOn(path: string): Promise<string> {
  for (;;) {
    const found = told.find((each) => each.path === path);
    if (found) return found.body;
    await new Promise<void>((wake) => waiting.push(wake));
  }
}

let folder: string;
let port: number;
let child: ChildProcess;

async function start(code: string): Promise<void> {
  const bootstrap = join(folder, 'bootstrap');
  writeFileSync(bootstrap, `#!/bin/sh\nexec '${process.execPath}' '${client}'\n`);
  chmodSync(bootstrap, 0o755);
  writeFileSync(join(folder, 'index.mjs'), code);
  port = await freePort();
  const { port: own } = localstack.address() as AddressInfo;
  child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: folder,
      LAMBDA_RUNTIME_DIR: folder,
      AWS_LAMBDA_FUNCTION_TIMEOUT: '1',
      LOCALSTACK_RUNTIME_ENDPOINT: `http://127.0.0.1:${own}/env`,
      LOCALSTACK_RUNTIME_ID: 'env',
      LOCALSTACK_INTEROP_PORT: String(port),
    },
    stdio: 'ignore',
  });
}

beforeEach(async () => {
  told.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'tandem-init-'));
  localstack.listen(0, '127.0.0.1');
  await once(localstack, 'listening');
});
afterEach(async () => {
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  localstack.closeAllConnections();
  await new Promise((done) => localstack.close(done));
  rmSync(folder, { recursive: true, force: true });
});

const invoke = (id: string, event: object) =>
  fetch(`http://127.0.0.1:${port}/invoke`, {
    method: 'POST',
    body: JSON.stringify({
      'invoke-id': id,
      'invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:one',
      payload: JSON.stringify(event),
    }),
  });

it('an invocation is answered with what the function returns, and with what it printed before that', async () => {
  await start(handler);
  await toldOn('/env/status/env/ready');
  await invoke('1', { how: 'return' });
  const answer = JSON.parse(await toldOn('/env/invocations/1/response'));
  expect(answer).toEqual({ how: 'return', own: [] });
  expect(told.map(({ path }) => path)).toEqual([
    '/env/status/env/ready',
    '/env/invocations/1/logs',
    '/env/invocations/1/response',
  ]);
  expect(JSON.parse(await toldOn('/env/invocations/1/logs'))).toEqual({ logs: 'asked return\n' });
});

it.each([
  ['throw', { errorType: 'TypeError', errorMessage: 'no' }],
  ['exit', { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('status 3') }],
  ['hang', { errorMessage: expect.stringMatching(/ 1 Task timed out after 1\.00 seconds$/) }],
])('one that ends with "%s" is an error, and the next is served', async (how, error) => {
  await start(handler);
  await toldOn('/env/status/env/ready');
  await invoke('1', { how });
  expect(JSON.parse(await toldOn('/env/invocations/1/error'))).toMatchObject(error);
  await invoke('2', { how: 'return' });
  expect(JSON.parse(await toldOn('/env/invocations/2/response'))).toMatchObject({ how: 'return' });
});

it('a function that cannot be loaded is told before it is ready', async () => {
  await start("throw new Error('no table');");
  expect(JSON.parse(await toldOn('/env/status/env/error'))).toMatchObject({
    errorMessage: 'no table',
  });
  await once(child, 'exit');
  expect(told.map(({ path }) => path)).not.toContain('/env/status/env/ready');
});
