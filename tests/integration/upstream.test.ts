// Connections to the database: kept for the next call, and given up once a rush is over.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createUpstream } from '../../localstack/cloud/upstream.ts';

const sockets = new Set<Socket>();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    response.writeHead(200, { 'content-length': body.length }).end(body);
  });
});
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

const start = (idleMs?: number) => {
  const { port } = server.address() as AddressInfo;
  return createUpstream({ host: '127.0.0.1', port }, idleMs);
};

it('calls one after the other share a connection', async () => {
  const upstream = start();
  for (const text of ['one', 'two', 'three']) {
    const { status, body } = await upstream.post('', Buffer.from(text));
    expect([status, body.toString()]).toEqual([200, text]);
  }
  expect(sockets.size).toBe(1);
  upstream.close();
  await vi.waitUntil(() => sockets.size === 0, { timeout: 60_000 });
});

it('what a rush has opened is closed when nobody uses it, and the next call opens anew', async () => {
  const upstream = start(50);
  const rush = Array.from({ length: 20 }, (_, each) => upstream.post('', Buffer.from(`${each}`)));
  const answers = (await Promise.all(rush)).map(({ body }) => body.toString());
  expect(answers).toEqual(rush.map((_, each) => `${each}`));
  expect(sockets.size).toBeGreaterThan(1);
  await vi.waitUntil(() => sockets.size === 0, { timeout: 60_000 });
  expect((await upstream.post('', Buffer.from('again'))).body.toString()).toBe('again');
  upstream.close();
});
