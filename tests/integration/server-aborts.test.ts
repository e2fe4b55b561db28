// What a server takes for a request it gives back, at whatever stage the client goes away.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, expect, it } from 'vitest';
import { defineRoute, open } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import type { GuardOptions } from '../../platform/http/server/guard.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { abortRequests, requestText, settlesAt } from '../support/aborts.ts';
import { identity, quietLog } from '../support/http.ts';

const route = (method: 'GET' | 'POST', path: string, more: object = {}) =>
  defineRoute({
    id: `orders.${path.slice(1)}`,
    service: 'orders',
    method,
    path,
    summary: 'A stage to leave at',
    auth: open,
    request: method === 'POST' ? { body: strict({ text: Type.String() }) } : {},
    responses: { 200: Type.Unknown() },
    ...more,
  });

let server: FastifyInstance | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
});

const start = async (limits: GuardOptions = {}, workMs = 30) => {
  const work = { begun: 0, inside: 0, waiting: 0, ms: workMs };
  const slow = async () => {
    work.begun += 1;
    work.inside += 1;
    await sleep(work.ms);
    work.inside -= 1;
    return { status: 200, body: { text: 'x'.repeat(200_000) } };
  };
  const wait = async ({ gone }: { gone: AbortSignal | undefined }) => {
    work.waiting += 1;
    await sleep(60_000, undefined, { signal: gone }).catch(() => undefined);
    work.waiting -= 1;
    return { status: 200, body: {} };
  };
  const made = createServer({
    endpoints: [
      endpoint(route('GET', '/slow'), slow),
      endpoint(route('POST', '/order'), slow),
      endpoint(route('GET', '/wait', { waits: true }), wait),
    ],
    services: { verify: async () => identity(), log: quietLog, clock: systemClock },
    prefix: '/v1',
    ready: async () => {},
    limits: { drainMs: 100, ...limits },
  });
  server = made;
  await made.listen({ port: 0, host: '127.0.0.1' });
  const { port } = made.server.address() as { port: number };
  const connections = () =>
    new Promise<number>((resolve) => made.server.getConnections((_, count) => resolve(count)));
  const status = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...init,
      headers: { connection: 'close', 'content-type': 'application/json', ...init?.headers },
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  return { port, work, connections, status };
};

const ask = async (port: number, text: string): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
};

const body = JSON.stringify({ text: 'a mug' });
const get = requestText('GET /v1/slow');
const post = requestText('POST /v1/order', body);
const waits = requestText('GET /v1/wait');
const places = 10;

it.each([
  ['in the head', get.slice(0, -2)],
  ['in the body', post.slice(0, -1)],
  ['while the handler works', post],
  ['while it waits for news', waits],
  ['with further requests behind the first', get.repeat(3)],
])('a client that goes away %s leaves nothing behind', async (_, text) => {
  const { port, connections, status, work } = await start({
    maxInFlight: places,
    bodies: { inAll: places },
    work: { floor: places, ceiling: places },
  });
  for (let round = 0; round < 3; round += 1) {
    const clients = await Promise.all(Array.from({ length: places }, () => ask(port, text)));
    await sleep(15);
    for (const client of clients) client.destroy();
    await settlesAt(0, connections);
    await settlesAt(0, () => work.waiting + work.inside);
  }
  const all = Array.from({ length: places }, () => status('/v1/order', { method: 'POST', body }));
  expect(await Promise.all(all)).toEqual(Array(places).fill(200));
});

it('a thousand requests that are left at random stages leave every place free', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
  const { port, connections, status, work } = await start({
    maxInFlight: places,
    bodies: { inAll: places },
    work: { floor: places, ceiling: places },
    maxLatenessMs: 60_000,
  });
  const count = Number(process.env.ABORTS ?? 1_000);
  await abortRequests({ port, texts: [get, post, waits], count, seed });
  await settlesAt(0, connections);
  await settlesAt(0, () => work.inside + work.waiting);
  const all = Array.from({ length: places }, () => status('/v1/slow'));
  expect(await Promise.all(all), `seed ${seed}`).toEqual(Array(places).fill(200));
}, 120_000);

it('bodies that are slow take no place from requests that are there', async () => {
  const { port, status } = await start({ maxInFlight: places, bodies: { inAll: 8, ofOne: 4 } });
  const forwarded = (address: string) =>
    requestText('POST /v1/order', body, [`X-Forwarded-For: 203.0.113.9, ${address}`]).slice(0, -1);
  const slow = await Promise.all(
    Array.from({ length: 30 }, () => ask(port, forwarded('192.0.2.1'))),
  );
  await sleep(30);
  expect(await status('/v1/slow')).toBe(200);
  const from = (address: string) =>
    status('/v1/order', { method: 'POST', body, headers: { 'x-forwarded-for': address } });
  expect([await from('192.0.2.1'), await from('203.0.113.9')]).toEqual([503, 200]);
  for (const one of slow) one.destroy();
  await sleep(30);
  expect(await from('192.0.2.1')).toBe(200);
});

it('the work of a client that has gone counts as work until it is done', async () => {
  const { port, status } = await start({ work: { floor: 2, ceiling: 2, patienceMs: 100 } }, 400);
  const clients = await Promise.all([ask(port, get), ask(port, get)]);
  await sleep(50);
  for (const client of clients) client.destroy();
  await sleep(50);
  expect(await status('/v1/slow')).toBe(503);
  await sleep(400);
  expect(await status('/v1/slow')).toBe(200);
});

it('no work is begun for a client that has gone while it waited for its turn', async () => {
  const { port, status, work } = await start({ work: { floor: 1, ceiling: 1 } }, 200);
  const first = status('/v1/slow');
  await sleep(50);
  const clients = await Promise.all([ask(port, get), ask(port, get), ask(port, get)]);
  await sleep(50);
  for (const client of clients) client.destroy();
  expect(await first).toBe(200);
  expect(await status('/v1/slow')).toBe(200);
  expect([work.begun, work.inside]).toEqual([2, 0]);
});

it('a server that can serve nothing any more is not ready, and is again when it can', async () => {
  const { port, status, work } = await start({ maxInFlight: 2, stuckMs: 200 }, 1_200);
  const clients = await Promise.all([ask(port, get), ask(port, get)]);
  await sleep(50);
  // For a moment it is only busy.
  expect([await status('/v1/slow'), await status('/health/ready')]).toEqual([503, 200]);
  await sleep(400);
  expect([await status('/health/ready'), await status('/health/live')]).toEqual([503, 200]);
  for (const client of clients) client.destroy();
  await settlesAt(0, () => work.inside);
  expect(await status('/health/ready')).toBe(200);
});

it('a client that sends too much reads that it was too much', async () => {
  const { port, status, connections } = await start({ maxLatenessMs: 60_000 });
  for (let round = 0; round < 8; round += 1) {
    const large = Buffer.alloc((2 + round) * 1024 * 1024, 'x');
    expect(await status('/v1/order', { method: 'POST', body: large })).toBe(413);
    const chunked = { method: 'POST', body: new Blob([large]).stream(), duplex: 'half' };
    expect(await status('/v1/order', chunked as RequestInit)).toBe(413);
  }
  // What is no HTTP is told so, and whoever does not hang up then is hung up on.
  const rude = await ask(port, 'NONSENSE\r\n\r\n');
  await once(rude, 'data');
  await settlesAt(0, connections, 4_000);
});
