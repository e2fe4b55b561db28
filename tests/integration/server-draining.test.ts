// A server that leaves answers what still comes on the connections it has, and ends them one by one.
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { prepareDraining } from '../../platform/http/server/draining.ts';

let server: Server | undefined;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterEach(() => {
  agent.destroy();
  server?.close();
});

const asked = (port: number, by: Agent) =>
  new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
    request({ port, host: '127.0.0.1', agent: by }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        resolve({ status: answer.statusCode, connection: answer.headers.connection }),
      );
    })
      .on('error', reject)
      .end();
  });

const start = async (graceMs?: number) => {
  const counts = { letIn: 0, answered: 0 };
  const started = createServer((_request, response) => {
    counts.answered += 1;
    response.end('ok');
  });
  started.on('connection', () => {
    counts.letIn += 1;
  });
  server = started;
  const leave = prepareDraining(started, graceMs);
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return { leave, port, counts, ask: () => asked(port, agent) };
};

it('what comes on an open connection is answered, and the connection ends with it', async () => {
  const { leave, ask } = await start();
  expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' });
  const leaving = leave();
  await sleep(50);
  expect(await ask()).toEqual({ status: 200, connection: 'close' });
  await leaving;
});

it('it waits for nobody when nobody is connected', async () => {
  const { leave } = await start(60_000);
  await leave();
});

it('it does not wait longer than it may for a connection on which nothing comes', async () => {
  const { leave, ask } = await start(100);
  await ask();
  await leave();
});

it('whoever was let in has an answer, whenever the server closes', async () => {
  const { leave, port, counts } = await start(100);
  let closed = false;
  const statuses = new Set<number | undefined>();
  const visitor = async () => {
    while (!closed) {
      const alone = new Agent({ keepAlive: false });
      await asked(port, alone).then(
        ({ status }) => statuses.add(status),
        () => undefined,
      );
    }
  };
  const visitors = Array.from({ length: 20 }, visitor);
  await sleep(50);
  await leave();
  await new Promise((resolve) => server?.close(resolve));
  closed = true;
  await Promise.all(visitors);
  expect(statuses).toEqual(new Set([200]));
  expect(counts.letIn).toBeGreaterThan(0);
  expect(counts.answered).toBe(counts.letIn);
});
