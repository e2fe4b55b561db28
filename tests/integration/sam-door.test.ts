// The door by which containers reach a port of this machine's loopback: programs come in, pages do not, and it closes.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Door, openDoor } from '../../localstack/emulators/bridge/door.ts';

const behind = createServer(async (incoming, response) => {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  response.writeHead(201, { 'x-seen-host': incoming.headers.host });
  response.end(`${incoming.method} ${incoming.url} ${body}`);
});

let door: Door;
let port: number;
beforeEach(async () => {
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  ({ port } = behind.address() as AddressInfo);
  door = await openDoor({ address: '127.0.0.1', name: 'host.docker.internal' }, port);
});
afterEach(async () => {
  door.close();
  behind.closeAllConnections();
  await new Promise((resolve) => behind.close(resolve));
});

const ask = (
  headers: Record<string, string>,
): Promise<{ status: number; text: string; host: unknown }> =>
  new Promise((resolve, reject) => {
    const at = { host: '127.0.0.1', port: new URL(door.origin).port, agent: false };
    const asking = request({ ...at, method: 'POST', path: '/a?b=1', headers }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve({ status: answer.statusCode ?? 0, text, host: answer.headers['x-seen-host'] });
    });
    asking.on('error', reject);
    asking.end('body');
  });

it('hands on what a container asks, under the name that is known behind it', async () => {
  expect(door.origin).toMatch(/^http:\/\/host\.docker\.internal:\d+$/);
  expect(await ask({ host: new URL(door.origin).host })).toEqual({
    status: 201,
    text: 'POST /a?b=1 body',
    host: `127.0.0.1:${port}`,
  });
});

it.each([
  [{ host: 'evil.example' }],
  [{ host: 'host.docker.internal.evil.example' }],
  [{ host: 'host.docker.internal', origin: 'https://evil.example' }],
  [{ host: 'host.docker.internal', referer: 'https://evil.example/' }],
  [{ host: 'host.docker.internal', 'sec-fetch-site': 'cross-site' }],
])('%j does not come in', async (headers) => {
  const { status, host } = await ask(headers as Record<string, string>);
  expect({ status, host }).toEqual({ status: 403, host: undefined });
});

it('is closed afterwards', async () => {
  door.close();
  await expect(ask({ host: 'host.docker.internal' })).rejects.toThrow('ECONNREFUSED');
});
