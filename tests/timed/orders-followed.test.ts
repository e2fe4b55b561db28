// Five hundred customers follow their orders: each hears of each change when it is looked at next, and none of them costs much.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrderTask } from '../support/order-task.ts';
import { shippingAddress } from '../support/orders.ts';

const clients = 500;
const mostBytes = 50 * 1_024;
/** One may be under way, and each reads on until nothing is new. */
const withinReads = 4;
/** As in production: all of them come at once. */
const limits = { maxInFlight: clients };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this thread holds on to. */
const heldBytes = (): number => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Connects, and says of each event when it came; in a thread of its own, so that what it holds is not counted. */
const listeners = `
  const { connect } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  for (const { id, subject } of workerData.orders) {
    const socket = connect(workerData.port, '127.0.0.1', () => socket.write([
      'GET /v1/orders/' + id + '/events HTTP/1.1', 'Host: localhost', 'Accept: text/event-stream',
      'Authorization: Bearer ' + subject, '', ''].join('\\r\\n')));
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      for (const [, version] of text.matchAll(/^id: (\\d+)$/gm)) {
        parentPort.postMessage({ id, version: Number(version), at: Date.now() });
      }
    });
  }`;

/** When all orders are read from now on: twice a second, and while there is something new. */
const looksAt = (table: ReturnType<typeof createMemoryTable>): number[] => {
  const looks: number[] = [];
  const { getMany } = table;
  Object.assign(table, {
    getMany: (keys: readonly never[], options: object) => {
      if (keys.length === clients) looks.push(Date.now());
      return getMany(keys, options);
    },
  });
  return looks;
};

interface Heard {
  readonly id: string;
  readonly version: number;
  readonly at: number;
}

it('hear at the second look of what another task has committed, at less than 50 KB each', async () => {
  const table = createMemoryTable();
  const looks = looksAt(table);
  const [task, other] = await Promise.all([
    startOrderTask(table, limits),
    startOrderTask(table, limits),
  ]);
  const orders = await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const subject = `usr_${String(index).padStart(32, '0')}`;
      const body = {
        lines: [{ sku: 'MUG', quantity: 2 }],
        shippingAddress,
        paymentMethod: { token: 'tok_approved' },
      };
      const key = { 'idempotency-key': `followed-${subject}` };
      const { json } = await other.place(body, key, subject);
      return { id: (json as { id: string }).id, subject };
    }),
  );
  const before = heldBytes();
  const heard: Heard[] = [];
  const worker = new Worker(listeners, {
    eval: true,
    workerData: { port: task.port, orders },
  });
  worker.on('message', (one: Heard) => heard.push(one));
  await expect.poll(() => task.streams.count, { timeout: 60_000 }).toBe(clients);
  await expect.poll(() => heard.length, { timeout: 60_000 }).toBe(clients);
  const each = (heldBytes() - before) / clients;

  const committed = new Map<string, number>();
  for (const { id } of orders) {
    await other.settle(id);
    committed.set(id, Date.now());
  }
  // Placed, reserved, authorised.
  await expect.poll(() => heard.length, { timeout: 60_000 }).toBe(clients * 3);
  const last = heard.filter(({ version }) => version === 4);
  const late = last.map(({ id, at }) => at - (committed.get(id) ?? 0));
  const slowest = Math.max(...late);
  console.info(`${Math.round(each / 1_024)} KB a client; the slowest heard after ${slowest} ms`);
  expect(last).toHaveLength(clients);
  const waited = last.map(({ id, at }) => {
    const since = committed.get(id) ?? 0;
    return looks.filter((look) => look > since && look <= at).length;
  });
  expect(Math.max(...waited)).toBeLessThanOrEqual(withinReads);
  expect(each).toBeLessThan(mostBytes);

  await worker.terminate();
  await expect.poll(() => task.streams.count).toBe(0);
  await Promise.all([task.stop(), other.stop()]);
}, 180_000);
