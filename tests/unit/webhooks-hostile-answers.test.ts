// What an endpoint may answer to do harm: each attempt ends in its time, with a status or a reason.
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { createTransport } from '../../functions/webhooks/outbound/transport.ts';

let stop = () => {};
afterEach(() => stop());

/** Answers each request by what it writes. */
const listen = async (answer: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return (server.address() as { port: number }).port;
};

const head = (status: string, ...headers: string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n');

/** Again and again, until it is cut off. */
const dripping = (text: string) => (socket: Socket) => {
  const drip = setInterval(() => socket.write(text), 5);
  socket.on('close', () => clearInterval(drip));
};

const cut = { status: null, error: 'the connection was cut' };
const late = { status: null, error: 'no answer in time' };
const noHttp = { status: null, error: 'the answer is not HTTP' };
const bomb = gzipSync(Buffer.alloc(10_000_000));

it.each<[string, (socket: Socket) => void, object]>([
  [
    'a switch of protocols',
    (socket) => socket.write(head('101 Switching Protocols', 'upgrade: x', 'connection: upgrade')),
    cut,
  ],
  ['its end', (socket) => socket.end(), cut],
  ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nx: '), cut],
  ['another language', (socket) => socket.write('220 mail.example ESMTP\r\n'), noHttp],
  ['a head that never ends', dripping('HTTP/1.1 200 OK\r\nx: '.slice(0, 1)), noHttp],
  ['informational answers for ever', dripping(head('103 Early Hints')), late],
  [
    'a head of a megabyte',
    (socket) => socket.write(head('200 OK', `x: ${'y'.repeat(1_000_000)}`)),
    noHttp,
  ],
  [
    'ten thousand headers',
    (socket) => socket.write(head('200 OK', ...Array.from({ length: 10_000 }, () => 'x: y'))),
    noHttp,
  ],
  [
    'two lengths',
    (socket) => socket.write(head('200 OK', 'content-length: 1', 'content-length: 2')),
    noHttp,
  ],
  [
    'a body that drips',
    (socket) => {
      socket.write(head('200 OK', 'content-length: 1000000'));
      dripping('x')(socket);
    },
    { status: 200 },
  ],
  [
    'a body that was packed ten thousandfold',
    (socket) => {
      const headers = ['content-encoding: gzip', `content-length: ${bomb.length}`];
      socket.write(head('200 OK', ...headers));
      socket.write(bomb);
    },
    { status: 200 },
  ],
  [
    'another place',
    (socket) => socket.write(head('308 Permanent Redirect', 'location: http://127.0.0.1/')),
    { status: 308 },
  ],
  ['two answers', (socket) => socket.write(head('204 No') + head('500 No')), { status: 204 }],
  [
    'a wait of a thousand years',
    (socket) => socket.write(head('503 No', 'retry-after: 99999999999', 'content-length: 0')),
    { status: 503 },
  ],
])('an endpoint that answers with %s', async (_, answer, result) => {
  const port = await listen(answer);
  const post = createTransport({ allowsLoopback: true, timeoutMs: 300, now: () => 0 });
  const webhook = { url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}' };
  const { cause: _cause, ...told } = await post(webhook);
  expect(told).toMatchObject(result);
});

it('an endpoint has fifteen seconds', async () => {
  const waits = vi.spyOn(AbortSignal, 'timeout');
  const port = await listen((socket) => socket.write(head('204 No')));
  const post = createTransport({ allowsLoopback: true, now: () => 0 });
  await post({ url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}' });
  expect(waits.mock.calls).toEqual([[15_000]]);
  waits.mockRestore();
});
