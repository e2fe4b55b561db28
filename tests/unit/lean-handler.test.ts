// What carries calls to AWS and to the collector: whole answers, kept connections, and an end to every wait.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leanHandler, type SdkRequest } from '../../platform/kernel/lean-handler.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer;
const seen: { line: string; of: string | undefined; body: string }[] = [];
const sockets: Socket[] = [];
const server = createServer(async (request, response) => {
  const { method, url, headers } = request;
  seen.push({ line: `${method} ${url}`, of: headers['x-of'] as string, body: await text(request) });
  answer(request, response);
});
server.on('connection', (socket) => sockets.push(socket));
/** Takes connections and never says a word. */
const silent = createTcpServer((socket) => void sockets.push(socket.resume()));

beforeAll(async () => {
  for (const each of [server, silent]) {
    each.listen(0, '127.0.0.1');
    await once(each, 'listening');
  }
});
beforeEach(() => {
  seen.length = 0;
  sockets.length = 0;
  answer = (_request, response) => response.end('answer');
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  server.close();
  silent.close();
});

const handlerOf = (changes: object = {}) =>
  leanHandler({ connectionTimeout: 20_000, requestTimeout: 20_000, maxSockets: 2, ...changes });

const to = (changes: Partial<SdkRequest> = {}): SdkRequest => ({
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: (server.address() as AddressInfo).port,
  method: 'POST',
  path: '/path?a=b',
  headers: { 'x-of': 'test' },
  ...changes,
});

const bodyOf = ({ response }: { readonly response: { readonly body: Uint8Array } }): string =>
  Buffer.from(response.body).toString();

describe('an answer', () => {
  it('comes with its status, its reason and its headers', async () => {
    answer = (_request, response) => response.writeHead(418, 'Short', { 'x-is': 'so' }).end('tea');
    const handler = handlerOf();
    const { response } = await handler.handle(to({ body: 'asked' }));
    expect(response).toMatchObject({ statusCode: 418, reason: 'Short', headers: { 'x-is': 'so' } });
    expect(bodyOf({ response })).toBe('tea');
    expect(seen).toEqual([{ line: 'POST /path?a=b', of: 'test', body: 'asked' }]);
    handler.destroy();
  });

  it('comes whole, in however many pieces, and may be empty', async () => {
    const handler = handlerOf();
    answer = (_request, response) => {
      response.write('one ');
      setTimeout(() => response.end('two'), 30);
    };
    expect(bodyOf(await handler.handle(to()))).toBe('one two');
    answer = (_request, response) => response.writeHead(204).end();
    expect(bodyOf(await handler.handle(to()))).toBe('');
    handler.destroy();
  });

  it('that breaks off is none', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
      setTimeout(() => response.destroy(), 30);
    };
    const handler = handlerOf();
    await expect(handler.handle(to())).rejects.toThrow('aborted');
    handler.destroy();
  });
});

it('bytes go out as the text they are, from where they begin', async () => {
  const bytes = Buffer.from('..Grüße..').subarray(2, -2);
  const handler = handlerOf();
  await handler.handle(to({ body: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) }));
  await handler.handle(to());
  expect(seen.map(({ body }) => body)).toEqual(['Grüße', '']);
  handler.destroy();
});

describe('connections', () => {
  it('are kept, and no more than so many; none is left by who has done', async () => {
    const handler = handlerOf({ maxSockets: 1 });
    const waiting: ServerResponse[] = [];
    answer = (_request, response) => void waiting.push(response);
    const both = [handler.handle(to()), handler.handle(to())];
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.end();
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.end();
    await Promise.all(both);
    expect(sockets).toHaveLength(1);
    handler.destroy();
    await expect.poll(() => sockets[0]?.closed).toBe(true);
  });

  it('of an answered call leave no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
    const handler = handlerOf();
    await handler.handle(to());
    const before = timers().length;
    await Promise.all(Array.from({ length: 40 }, () => handler.handle(to())));
    await expect.poll(() => timers().length).toBeLessThan(before + 20);
    handler.destroy();
  });
});

describe('a wait ends', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const until = async (is: () => boolean): Promise<void> => {
    const end = performance.now() + 20_000;
    while (!is() && performance.now() < end) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  /** What becomes of a call after so many milliseconds, and one before. */
  const outcomeAt = async (
    ms: number,
    asked: Promise<unknown>,
    hasBegun: () => boolean,
  ): Promise<unknown> => {
    let outcome: unknown = 'waits';
    asked.catch((error: Error) => {
      outcome = `${error.name}: ${error.message}`;
    });
    await until(hasBegun);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(outcome).toBe('waits');
    await vi.advanceTimersByTimeAsync(1);
    await until(() => outcome !== 'waits');
    return outcome;
  };

  it('when the answer is not there in its time, by the time of this call or of all', async () => {
    const waiting: unknown[] = [];
    answer = (request) => void waiting.push(request);
    const handler = handlerOf({ connectionTimeout: 40, requestTimeout: 80 });
    expect(await outcomeAt(80, handler.handle(to()), () => waiting.length === 1)).toBe(
      'TimeoutError: no answer within 80 ms',
    );
    const given = handler.handle(to(), { requestTimeout: 60 });
    expect(await outcomeAt(60, given, () => waiting.length === 2)).toBe(
      'TimeoutError: no answer within 60 ms',
    );
    handler.destroy();
  });

  it('when no secure connection is there in its time', async () => {
    const port = (silent.address() as AddressInfo).port;
    const handler = handlerOf({ connectionTimeout: 50 });
    const asked = handler.handle(to({ protocol: 'https:', port }));
    expect(await outcomeAt(50, asked, () => sockets.length === 1)).toBe(
      'TimeoutError: no connection within 50 ms',
    );
    handler.destroy();
    await until(() => sockets.every(({ closed }) => closed));
    expect(sockets.every(({ closed }) => closed)).toBe(true);
  });

  it('when whoever asks has gone', async () => {
    const gone = new AbortController();
    answer = () => gone.abort();
    const handler = handlerOf();
    const asked = handler.handle(to(), { abortSignal: gone.signal });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    handler.destroy();
  });
});

it('is what the SDK takes for its own', () => {
  const handler = handlerOf();
  expect(handler.metadata).toEqual({ handlerProtocol: 'http/1.1' });
  expect(handler.httpHandlerConfigs()).toEqual({});
  handler.destroy();
});
