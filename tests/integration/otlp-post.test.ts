// How spans reach a collector: over a kept connection, within their time, wherever its address points.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postJson } from '../../platform/telemetry/otlp.ts';

interface Received {
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly length: string | undefined;
  readonly body: string;
}

const received: Received[] = [];
const sockets = new Set<Socket>();
let answer = (response: ServerResponse): void => void response.end('{}');
const collector = createServer(async (request: IncomingMessage, response) => {
  const { url, headers, socket } = request;
  sockets.add(socket);
  const { 'content-type': type, 'content-length': length } = headers;
  received.push({ url, type, length, body: await text(request) });
  answer(response);
});
let endpoint: string;
beforeAll(async () => {
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(() => {
  collector.closeAllConnections();
  collector.close();
});

it('bodies come whole and one after the other over one connection', async () => {
  const body = JSON.stringify({ name: 'Grüße, 世界 '.repeat(20_000) });
  for (let count = 0; count < 3; count += 1) await postJson(`${endpoint}/v1/traces?of=x`, body);
  const length = String(Buffer.byteLength(body));
  expect(received.splice(0)).toEqual(
    Array(3).fill({ url: '/v1/traces?of=x', type: 'application/json', length, body }),
  );
  expect(sockets.size).toBe(1);
});

it.each([300, 400, 404, 429, 500, 503])('%d is no taking', async (status) => {
  answer = (response) => void response.writeHead(status).end('{"message":"no"}');
  await expect(postJson(`${endpoint}/v1/traces`, '{}')).rejects.toThrow(`answers ${status}`);
});

it('an answer that breaks off, or comes never, is none', async () => {
  answer = (response) => void response.writeHead(200, { 'content-length': 10 }).write('{');
  const broken = postJson(`${endpoint}/v1/traces`, '{}');
  setTimeout(() => collector.closeAllConnections(), 100);
  await expect(broken).rejects.toThrow();
  answer = () => {};
  await expect(postJson(`${endpoint}/v1/traces`, '{}')).rejects.toThrow('no answer within 2000 ms');
});

it('a collector that is not there, or not by this name, is an error and nothing else', async () => {
  for (const target of ['http://127.0.0.1:9/', 'http://[::1]:9/', 'https://127.0.0.1:9/']) {
    await expect(postJson(target, '{}')).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL/);
  }
});
