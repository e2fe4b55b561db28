// The way down of a server, by a clock of the test: how long it is still there, for whom, and what it says meanwhile.
import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { prepareDraining } from '../../platform/http/server/draining.ts';
import { waitBy } from '../support/waiting.ts';

let waits: number[] = [];
let afterWait = (): void | Promise<void> => {};
waitBy(async (ms) => {
  waits.push(ms);
  await new Promise((resolve) => setImmediate(resolve));
  await afterWait();
});

const open: (Server | Socket | Agent)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  waits = [];
  afterWait = () => {};
  for (const each of open.splice(0)) {
    if ('close' in each) each.close();
    else each.destroy();
  }
});

const start = async (graceMs?: number) => {
  const server = createServer((_request, response) => response.end('here'));
  open.push(server);
  const leave = prepareDraining(server, graceMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  /** Time passes by what is waited for, and by nothing else. */
  vi.spyOn(performance, 'now').mockImplementation(() => waits.reduce((all, ms) => all + ms, 0));
  return { server, leave, port };
};

const guest = async (server: Server, port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
  return socket;
};

const isRefused = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return false;
    },
    () => true,
  );
};

it('nobody who is not there is waited for, and nobody is let in any more', async () => {
  const { leave, port } = await start();
  await leave();
  expect(waits).toEqual([]);
  expect(await isRefused(port)).toBe(true);
});

it('whoever says nothing is waited for a second, and after the doors are shut 0.3 s more', async () => {
  const { server, leave, port } = await start();
  await guest(server, port);
  let shutAfter = 0;
  afterWait = () => {
    if (server.listening) shutAfter = waits.length;
  };
  await leave();
  expect(waits).toEqual(Array(50 + 15).fill(20));
  expect(shutAfter).toBe(50);
});

it('whoever comes in that time is let in, and no longer waited for once he has gone', async () => {
  const { server, leave, port } = await start(100);
  const first = await guest(server, port);
  afterWait = async () => {
    if (waits.length !== 2) return;
    expect(await isRefused(port)).toBe(false);
    first.destroy();
    await vi.waitUntil(
      async () => {
        const count = await new Promise((resolve) =>
          server.getConnections((_, all) => resolve(all)),
        );
        return count === 0;
      },
      { timeout: 20_000 },
    );
  };
  await leave();
  expect(waits).toEqual([20, 20]);
});

it('an answer on the way down takes its connection with it, one before does not', async () => {
  const { leave, port, server } = await start(100);
  const agent = new Agent({ keepAlive: true });
  open.push(agent);
  const asked = async (): Promise<string | undefined> => {
    const [response] = await once(get({ port, host: '127.0.0.1', agent }), 'response');
    response.resume();
    await once(response, 'end');
    return response.headers.connection;
  };
  expect(await asked()).toBe('keep-alive');
  let told: string | undefined;
  afterWait = async () => {
    told ??= await asked();
  };
  await leave();
  expect(told).toBe('close');
  expect(server.listening).toBe(false);
});
