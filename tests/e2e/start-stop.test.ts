// A start and its end, as a person at a terminal sees them.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';
import { seedShop } from '../../localstack/tandem/seed/steps.ts';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';

const copies: RunningCloud[] = [];
/** Of tests that have only looked at them. */
const left: RunningCloud[] = [];

/** One that runs, or a new one. */
async function start(): Promise<RunningCloud> {
  const known = left.shift();
  if (known !== undefined) return known;
  const copy = await startEmbeddedCloud(['--no-build', '--no-seed', '--quiet']);
  copies.push(copy);
  return copy;
}

afterAll(async () => {
  for (const { child } of copies) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

async function pidsOf({ awsUrl }: RunningCloud): Promise<number[]> {
  const response = await fetch(`${awsUrl}/_tandem/status`);
  const { processes } = (await response.json()) as { processes: { pid: number }[] };
  return processes.map(({ pid }) => pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a start says where everything is', async () => {
  const copy = await start();
  await expect.poll(copy.output).toContain(`API      ${copy.apiUrl}     docs ${copy.apiUrl}/docs`);
  const output = copy.output();
  expect(output).toMatch(/✔ dynamodb +6 tables/);
  expect(output).toMatch(/✔ containers +products orders/);
  expect(output).toMatch(/ready in \d+\.\d s/);
  left.push(copy);
});

test('the seed of a start and one by hand may meet', async () => {
  const copy = await start();
  const context = { apiUrl: copy.apiUrl, awsUrl: copy.awsUrl, stage: 'dev' };
  const results = await Promise.all([seedShop(context), seedShop(context), seedShop(context)]);
  expect(results.flat().filter(({ failed }) => failed)).toEqual([]);
  left.push(copy);
});

test('two copies run side by side', async () => {
  const [one, other] = [await start(), await start()];
  const healths = await Promise.all(
    [one, other].map(async ({ apiUrl }) => (await fetch(`${apiUrl}/health`)).status),
  );
  expect(healths).toEqual([200, 200]);
  const pids = [...(await pidsOf(one)), ...(await pidsOf(other))];
  expect(new Set(pids).size).toBe(pids.length);
  left.push(one, other);
});

test('the first Ctrl-C drains, ends with 0 and leaves no process', async () => {
  const copy = await start();
  const pids = await pidsOf(copy);
  expect(pids.length).toBeGreaterThan(3);
  const ended = once(copy.child, 'exit');
  copy.child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(pids.filter(isAlive)).toEqual([]);
});

test('one Ctrl-C that arrives twice is one', async () => {
  const copy = await start();
  const ended = once(copy.child, 'exit');
  copy.child.kill('SIGINT');
  copy.child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

test('the second Ctrl-C ends everything at once', async () => {
  const copy = await start();
  const pids = await pidsOf(copy);
  // A request that is under way keeps the first one waiting.
  const waiting = new AbortController();
  const order = fetch(`${copy.apiUrl}/products`, {
    method: 'POST',
    body: new ReadableStream({ start: () => undefined }),
    signal: waiting.signal,
    duplex: 'half',
  } as RequestInit).catch(() => undefined);
  const ended = once(copy.child, 'exit');
  copy.child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 400));
  copy.child.kill('SIGINT');
  const [code] = await ended;
  expect([0, 130]).toContain(code);
  waiting.abort();
  await order;
  // A process that has ended stays in the table until init takes note of it.
  await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([]);
});

test('it says that it is ready when the shop is filled, and not before', async () => {
  const [api, aws] = [await freePort(), await freePort()];
  const flags = ['--no-build', '--quiet', '--port', `${api}`, '--aws-port', `${aws}`];
  const starting = startEmbeddedCloud(flags);
  const said: boolean[] = [];
  while (said.at(-1) !== true) {
    const answer = await fetch(`http://127.0.0.1:${aws}/_tandem/status`).catch(() => undefined);
    if (answer?.ok) said.push(((await answer.json()) as { ready: boolean }).ready);
    else await sleep(20);
  }
  const products = await fetch(`http://127.0.0.1:${api}/v1/products`);
  const { items } = (await products.json()) as { items: unknown[] };
  const copy = await starting;
  copies.push(copy);
  expect(said[0]).toBe(false);
  expect(items.length).toBeGreaterThan(0);
  left.push({ ...copy, awsUrl: `http://127.0.0.1:${aws}` });
});

test('a runner that is killed leaves no process behind', async () => {
  const copy = await start();
  const pids = await pidsOf(copy);
  copy.child.kill('SIGKILL');
  await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([]);
});
