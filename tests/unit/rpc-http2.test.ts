// One port for HTTP/1.1 and HTTP/2: which of the two a connection is, how long it may keep silent, and its end.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, Http2ServerRequest } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { UniversalHandler } from '@connectrpc/connect/protocol';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serveOverHttp2 } from '../../platform/rpc/over-http2.ts';
import { serveRpc } from '../../platform/rpc/serve-rpc.ts';
import { services } from '../support/http.ts';
import { tracerUnderTest } from '../support/tracer.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

const open: (Socket | ClientHttp2Session)[] = [];
let server: Server | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const each of open.splice(0)) each.destroy();
  server?.closeAllConnections();
  server?.close();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
const until = async (is: () => boolean): Promise<void> => {
  const end = performance.now() + 20_000;
  while (!is() && performance.now() < end) await turn();
  expect(is()).toBe(true);
};

const start = async (handle: () => Promise<object> = async () => ({ status: 200 })) => {
  const made = createServer((request, response) => response.end(`one ${request.url}`));
  server = made;
  const handler = Object.assign(handle, { requestPath: '/tandem.Things/Ask' });
  const { close } = serveOverHttp2(made, [handler as unknown as UniversalHandler]);
  made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  const { port } = made.address() as AddressInfo;

  const raw = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    open.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const session = (): ClientHttp2Session => {
    const made = connectHttp2(`http://127.0.0.1:${port}`);
    open.push(made);
    made.on('error', () => undefined);
    return made;
  };
  const ask = async (by: ClientHttp2Session, path: string) => {
    const stream = by.request({ ':path': path, ':method': 'POST' });
    stream.on('error', () => undefined);
    stream.end();
    const [headers] = await once(stream, 'response');
    stream.resume();
    return headers[':status'];
  };
  return { raw, session, ask, close };
};

const request = 'POST /a HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

describe('a connection', () => {
  it.each([
    [[request]],
    [['P', request.slice(1)]],
    [['PO', request.slice(2)]],
    [['G', 'ET /a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n']],
  ])('that speaks HTTP/1.1 in %# pieces is answered by it', async (pieces) => {
    const { raw } = await start();
    const socket = await raw();
    for (const piece of pieces) {
      socket.write(piece);
      for (let turns = 0; turns < 20; turns += 1) await turn();
    }
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200[\s\S]*one \/a$/);
  });

  it('that speaks HTTP/2 is answered by the handler of its path, and of no other', async () => {
    const { session, ask } = await start();
    const by = session();
    expect(await ask(by, '/tandem.Things/Ask')).toBe(200);
    expect(await ask(by, '/tandem.Things/Ask?query')).toBe(200);
    expect(await ask(by, '/tandem.Things')).toBe(404);
    expect(by.remoteSettings).toMatchObject({
      maxConcurrentStreams: 100,
      maxHeaderListSize: 16_384,
    });
  });

  it('that says nothing is told so after eight seconds', async () => {
    const { raw } = await start();
    const [silent, half] = [await raw(), await raw()];
    half.write('PR');
    await turn();
    const told = [text(silent), text(half)];
    await until(() => vi.getTimerCount() === 2);
    await vi.advanceTimersByTimeAsync(7_999);
    expect(vi.getTimerCount()).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    for (const answer of await Promise.all(told)) expect(answer).toMatch(/^HTTP\/1.1 408 /);
  });

  it('that is given up is forgotten', async () => {
    const { raw } = await start();
    const socket = await raw();
    await until(() => vi.getTimerCount() === 1);
    socket.end();
    await until(() => vi.getTimerCount() === 0);
    await until(() => socket.closed);
  });

  it('that speaks HTTP/2 may be idle for 65 seconds, and its requests silent for 16', async () => {
    const { session } = await start(() => new Promise(() => {}));
    const by = session();
    const idle = vi.spyOn(Object.getPrototypeOf(Object.getPrototypeOf(by)), 'setTimeout');
    const silent = vi.spyOn(Http2ServerRequest.prototype, 'setTimeout');
    const stream = by.request({ ':path': '/tandem.Things/Ask', ':method': 'POST' });
    stream.on('error', () => undefined);
    await until(() => silent.mock.calls.length === 1);
    expect([idle.mock.calls, silent.mock.calls]).toEqual([
      [[65_000, expect.any(Function)]],
      [[16_000, expect.any(Function)]],
    ]);
    const end = ({ calls }: { readonly calls: readonly unknown[][] }) =>
      (calls[0] as [number, () => void])[1]();
    end(silent.mock);
    await until(() => stream.closed);
    expect(by.destroyed).toBe(false);
    end(idle.mock);
    await until(() => by.destroyed);
  });

  it('that has spoken is waited for no longer', async () => {
    const { raw } = await start();
    const socket = await raw();
    await until(() => vi.getTimerCount() === 1);
    socket.write(request);
    await text(socket);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('on the way down', () => {
  it('who has said nothing is cut off, and who has asked is waited for as long as he may', async () => {
    const asked: string[] = [];
    const { raw, session, close } = await start(() => {
      asked.push('asked');
      return new Promise(() => {});
    });
    const silent = await raw();
    await until(() => vi.getTimerCount() === 1);
    const by = session();
    const stream = by.request({ ':path': '/tandem.Things/Ask', ':method': 'POST' });
    stream.on('error', () => undefined);
    stream.end();
    await until(() => asked.length === 1);
    silent.resume();
    close(10_000);
    await until(() => silent.closed);
    await vi.advanceTimersByTimeAsync(9_999);
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(by.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await until(() => by.destroyed);
  });

  it('a server gives who has asked ten seconds', async () => {
    const fastify = Fastify();
    const guard = {
      limited: <T>(_: string, handle: () => Promise<T>) => handle(),
      isStuck: () => false,
    };
    const { tracer } = tracerUnderTest();
    serveRpc(fastify, guard, { services: [], http: services(), tracer, prefix: '/v1/things' });
    await fastify.ready();
    const timer = vi.spyOn(globalThis, 'setTimeout');
    await fastify.close();
    expect(timer.mock.calls.map(([, ms]) => ms)).toContain(10_000);
  });

  it('who has asked nothing is let go at once', async () => {
    const { session, ask, close } = await start();
    const by = session();
    await ask(by, '/tandem.Things/Ask');
    close(10_000);
    await until(() => by.destroyed);
  });
});

it('a handler that fails ends its stream, and no other', async () => {
  let fails = true;
  const { session, ask } = await start(async () => {
    if (fails) throw new Error('no');
    return { status: 200 };
  });
  const by = session();
  const stream = by.request({ ':path': '/tandem.Things/Ask', ':method': 'POST' });
  stream.on('error', () => undefined);
  stream.end();
  await until(() => stream.closed);
  fails = false;
  expect(await ask(by, '/tandem.Things/Ask')).toBe(200);
});
