// A start that is ended at any of its stages: with data that is kept it ends soon, leaves no process and no port, and the next start has everything.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';
import { treePids } from '../bench/processes.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

let data: string;
let flags: readonly string[];
let ports: readonly number[];
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'tandem-stop-test-'));
  ports = [await freePort(), await freePort()];
  const [api, aws] = ports;
  flags = ['--no-build', '--data', data, '--port', `${api}`, '--aws-port', `${aws}`];
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

const begin = (): ChildProcess =>
  spawn(process.execPath, ['localstack/cli.ts', 'start', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });

/** Resolves when a line says so, or the start is through before. */
const said = (child: ChildProcess, text: string): Promise<void> =>
  new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes(text)) resolve();
    });
    child.once('close', () => resolve());
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

it.each([
  ['SIGTERM', 'embedded'],
  ['SIGTERM', 'assembly'],
  ['SIGTERM', 'dynamodb'],
  ['SIGINT', 'messaging'],
  ['SIGTERM', 'functions'],
  ['SIGTERM', 'containers'],
  ['SIGINT', 'seed'],
  ['SIGHUP', 'ready in'],
] as const)('%s right after "%s"', async (signal, stage) => {
  const child = begin();
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await said(child, stage);
  const pids = treePids(child.pid ?? 0);
  child.kill(signal);
  await closed;
  // A signal before there is anybody to hear it ends the process by itself.
  expect([0, 129, 130, 143, null]).toContain(child.exitCode);
  await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([]);
  expect(await Promise.all(ports.map(isOpen))).toEqual([false, false]);
});

it('the next start has its products, its users and takes an order', async () => {
  const cloud = await startEmbeddedCloud([...flags, '--quiet']);
  try {
    const shop = createShop(`http://localhost:${ports[0]}/v1`, `http://127.0.0.1:${ports[1]}`);
    const token = await shop.tokenOf(demo);
    const products = await shop.call<{ items: readonly unknown[] }>('GET', '/products');
    expect(products.body.items.length).toBeGreaterThanOrEqual(20);
    const placed = await shop.place(token, order(await shop.newSku(1)));
    expect(await shop.settled(token, placed.body.id)).toMatchObject({ status: 'confirmed' });
  } finally {
    await cloud.stop();
  }
});
