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

const start = async (graceMs?: number) => {
  const started = createServer((_request, response) => response.end('ok'));
  server = started;
  const leave = prepareDraining(started, graceMs);
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  const ask = () =>
    new Promise<{ status: number | undefined; connection: string | undefined }>(
      (resolve, reject) => {
        request({ port, host: '127.0.0.1', agent }, (answer) => {
          answer.resume();
          answer.on('end', () =>
            resolve({ status: answer.statusCode, connection: answer.headers.connection }),
          );
        })
          .on('error', reject)
          .end();
      },
    );
  return { leave, ask };
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
