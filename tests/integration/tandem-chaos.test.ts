// A chaos run is started, shown and stopped by `/_tandem/chaos`: one at a time, within bounds, and none is left behind.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { faultNames } from '../../localstack/tandem/chaos/asked.ts';
import { chaosRoutes } from '../../localstack/tandem/chaos/routes.ts';
import { tandemRoutes } from '../../localstack/tandem/routing.ts';

const directory = mkdtempSync(join(tmpdir(), 'chaos-routes-'));
const program = join(directory, 'run.mjs');
const live = join(directory, 'live.json');
const pids = join(directory, 'pids');

/** In place of the program: says what it was asked for, has a child that ends only by force, and goes on until it is ended. */
writeFileSync(
  program,
  `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
const child = spawn(process.execPath, ['-e', stubborn], { stdio: ['ignore', 'pipe', 'ignore'] });
child.stdout.once('data', () => {
  const { pid } = process;
  writeFileSync(${JSON.stringify(live)}, JSON.stringify({ seed: 7, pid, passed: null }));
  writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid);
  console.error(process.argv.slice(2).join(' '));
});
setInterval(() => {}, 1000);`,
);

interface Told {
  readonly run: { readonly seed: number } | null;
  readonly own: {
    readonly seed: number;
    readonly endedAt: string | null;
    readonly isStopped: boolean;
    readonly said: readonly string[];
  } | null;
  readonly isGoing: boolean;
  readonly error: string;
}

let url: string;
const stops: (() => Promise<void>)[] = [];
const server = createServer();

beforeAll(async () => {
  const onStop = (_: string, stop: () => Promise<void>) => void stops.push(stop);
  const routes = tandemRoutes(chaosRoutes({ directory, program, onStop }));
  server.on('request', (request, response) => void routes(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_tandem/chaos`;
});

const ask = async (method: string, body?: unknown) => {
  const headers = { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: text }) });
  return { status: response.status, body: (await response.json()) as Told };
};

/** One that has ended may stay in the table until somebody takes note of it. */
const isAlive = (pid: number): boolean =>
  /^[^Z\s]/.test(spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).stdout);

const started = async (): Promise<readonly number[]> => {
  await expect.poll(() => existsSync(pids)).toBe(true);
  return readFileSync(pids, 'utf8').split(' ').map(Number);
};

afterEach(async () => {
  for (const stop of stops) await stop();
  rmSync(pids, { force: true });
  rmSync(live, { force: true });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

const orders = 'orders must be a whole number from 10 to 400';
const seed = 'seed must be a whole number from 0 to 4294967295';
const faults = 'faults must be a list of those that are known';
const members = 'it takes orders, seed and faults';

it.each([
  [undefined, orders],
  [{}, orders],
  [{ orders: 9 }, orders],
  [{ orders: 401 }, orders],
  [{ orders: 10.5 }, orders],
  [{ orders: '100' }, orders],
  [{ orders: [100] }, orders],
  ['{"orders":1e999}', orders],
  [{ orders: -100 }, orders],
  [{ orders: 10, seed: -1 }, seed],
  [{ orders: 10, seed: 4_294_967_296 }, seed],
  [{ orders: 10, seed: '1 --verbose' }, seed],
  [{ orders: 10, seed: null }, seed],
  [{ orders: 10, faults: 'kill' }, faults],
  [{ orders: 10, faults: ['kill', '--help'] }, faults],
  [{ orders: 10, faults: ['none'] }, faults],
  [{ orders: 10, faults: [['kill']] }, faults],
  [{ orders: 10, faults: { length: 1, 0: 'kill' } }, faults],
  [{ orders: 10, verbose: true }, members],
  ['{"orders":10,"__proto__":{}}', members],
  ['[10]', 'the body must be an object'],
  ['null', 'the body must be an object'],
  ['{"orders":10', 'the body is not JSON'],
])('%j starts nothing', async (body, error) => {
  expect(await ask('POST', body)).toMatchObject({ status: 400, body: { error } });
  expect((await ask('GET')).body).toMatchObject({ run: null, isGoing: false });
});

it('what no page of this machine sends starts nothing', async () => {
  const body = JSON.stringify({ orders: 10 });
  const { status } = await fetch(url, { method: 'POST', body });
  expect(status).toBe(415);
});

it('one is started, told to whoever asks, and stopped with all that it has started', async () => {
  const asked = { orders: 12, seed: 7, faults: ['reorder', 'duplicate', 'duplicate'] };
  expect((await ask('POST', asked)).body).toMatchObject({ run: null, isGoing: true });
  const its = await started();
  await expect
    .poll(async () => (await ask('GET')).body.own?.said)
    .toEqual(['--orders 12 --seed 7 --faults duplicate,reorder --no-build']);
  expect((await ask('GET')).body).toMatchObject({
    run: { seed: 7 },
    own: { orders: 12, seed: 7, faults: ['duplicate', 'reorder'], endedAt: null },
    isGoing: true,
    faults: faultNames,
  });
  const second = await ask('POST', { orders: 10 });
  expect([second.status, second.body.error]).toEqual([
    409,
    'a chaos run goes on already: wait for its end, or stop it',
  ]);
  const { status, body } = await ask('DELETE');
  expect([status, body.isGoing, body.own?.isStopped]).toEqual([200, false, true]);
  await expect.poll(() => its.filter(isAlive)).toEqual([]);
});

it('without faults none is meant, without a seed one is drawn', async () => {
  await ask('POST', { orders: 10, faults: [] });
  await started();
  await expect
    .poll(async () => (await ask('GET')).body.own?.said[0])
    .toMatch(/^--orders 10 --seed \d{1,6} --faults none --no-build$/);
});

it('none is left when the system stops', async () => {
  await ask('POST', { orders: 10 });
  const its = await started();
  for (const stop of stops) await stop();
  await expect.poll(() => its.filter(isAlive)).toEqual([]);
});

it('what goes on at a terminal is neither joined nor stopped', async () => {
  const write = (run: object) => writeFileSync(live, JSON.stringify({ seed: 9, ...run }));
  write({ pid: process.pid, passed: null });
  expect((await ask('GET')).body).toMatchObject({ run: { seed: 9 }, isGoing: true });
  expect((await ask('POST', { orders: 10 })).status).toBe(409);
  expect((await ask('DELETE')).status).toBe(409);
  write({ pid: process.pid, passed: true });
  expect((await ask('GET')).body.isGoing).toBe(false);
});

it.each([undefined, 0, -1, '1', 2 ** 31 - 1, {}])(
  'what %j had written and has not ended does not go on',
  async (pid) => {
    writeFileSync(live, JSON.stringify({ seed: 9, pid, passed: null }));
    expect((await ask('GET')).body).toMatchObject({ run: { seed: 9 }, isGoing: false });
  },
);
