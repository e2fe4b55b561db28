// The server of a container against clients that are malformed, slow or too many: refused as problems, and the others do not notice.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { defineRoute, guestOrCustomer } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import type { GuardOptions } from '../../platform/http/server/guard.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { identity, quietLog } from '../support/http.ts';

const slowRoute = defineRoute({
  id: 'test.slow',
  method: 'GET',
  path: '/slow',
  summary: 'Takes its time',
  service: 'orders',
  auth: guestOrCustomer,
  request: {},
  responses: { 200: Type.Object({ ok: Type.Boolean() }) },
} as never);

let server: FastifyInstance | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const start = async (
  limits?: GuardOptions,
  work: () => Promise<void> = async () => {},
  ready: () => Promise<void> = async () => {},
): Promise<number> => {
  const slow = endpoint(slowRoute, async () => {
    await work();
    return { status: 200, body: { ok: true } } as never;
  });
  server = createServer({
    endpoints: [slow],
    services: { verify: async () => identity(), log: quietLog, clock: systemClock },
    prefix: '/v1',
    ready,
    limits: { drainMs: 100, ...limits },
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as { port: number }).port;
};

/** Sends bytes and answers all that comes until the end. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => resolve(answer));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`;
const many = Array.from({ length: 120 }, (_, index) => `X-${index}: 1`);

describe('what only a lenient parser takes', () => {
  it.each([
    ['two Host headers', ['GET /v1/slow HTTP/1.1', 'Host: a', 'Host: b'], 400],
    ['an absolute target', ['GET http://other/v1/slow HTTP/1.1', 'Host: a'], 400],
    ['TRACE', ['TRACE /v1/slow HTTP/1.1', 'Host: a'], 405],
    ['more than 100 headers', ['GET /v1/slow HTTP/1.1', 'Host: a', ...many], 431],
    ['no version', ['GET /v1/slow', 'Host: a'], 400],
    ['no Host', ['GET /v1/slow HTTP/1.1'], 400],
    [
      'a header block that is too large',
      ['GET /v1/slow HTTP/1.1', `X: ${'x'.repeat(20_000)}`],
      431,
    ],
    ['what is no HTTP', ['HELLO'], 400],
    [
      'both lengths',
      ['POST /v1/slow HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
      400,
    ],
  ])('%s is refused as a problem', async (_, lines, status) => {
    const answer = await raw(await start(), head(lines));
    expect(answer.split('\r\n', 1)[0]).toContain(` ${status} `);
    expect(answer).toContain('application/problem+json');
  });
});

it('more than there is room for is turned away at once, and the rest is served', async () => {
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  const port = await start({ maxInFlight: 5 }, () => done);
  const shed: { readonly retry: string | null }[] = [];
  const ask = async () => {
    const { status, headers } = await fetch(`http://127.0.0.1:${port}/v1/slow`);
    if (status === 503) shed.push({ retry: headers.get('retry-after') });
    // Refused while the others are worked on.
    if (shed.length === 25) finish();
    return { status };
  };
  const answers = await Promise.all(Array.from({ length: 30 }, ask));
  const served = answers.filter(({ status }) => status === 200);
  expect([served.length, shed.length]).toEqual([5, 25]);
  expect(new Set(shed.map(({ retry }) => retry))).toEqual(new Set(['1']));
  expect((await ask()).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
});

it('a route without room behind it is refused before its body is read, and others are not', async () => {
  const port = await start({ hasRoom: (route) => route !== 'test.slow' });
  const answer = await fetch(`http://127.0.0.1:${port}/v1/slow`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await fetch(`http://127.0.0.1:${port}/v1/other`)).status).toBe(404);
});

it('while answers are late fewer are worked on at once', async () => {
  const atOnce: number[] = [];
  let busy = 0;
  // Like a processor: the more there is at once, the longer each takes.
  const work = async () => {
    busy += 1;
    atOnce.push(busy);
    await sleep(busy * 10);
    busy -= 1;
  };
  const port = await start({ work: { floor: 4, targetMs: 100 } }, work);
  const until = performance.now() + 2500;
  const client = async (_: unknown, number: number) => {
    // One caller has a few at once, whatever the others have.
    const headers = { authorization: `Bearer ${number}` };
    while (performance.now() < until) {
      const { status } = await fetch(`http://127.0.0.1:${port}/v1/slow`, { headers });
      if (status !== 200) await sleep(20);
    }
  };
  await Promise.all(Array.from({ length: 60 }, client));
  expect(Math.max(...atOnce)).toBeGreaterThan(30);
  expect(Math.max(...atOnce.slice(-50))).toBeLessThan(25);
});

it('a loop that is late for more than two seconds sheds new work, and takes it again when it is not', async () => {
  const port = await start({ maxLatenessMs: 30 });
  const status = async () => (await fetch(`http://127.0.0.1:${port}/v1/slow`)).status;
  const until = performance.now() + 4_000;
  const seen = new Set<number>();
  while (performance.now() < until) {
    const block = performance.now() + 120;
    while (performance.now() < block);
    seen.add(await status());
  }
  expect(seen).toContain(503);
  await sleep(1200);
  expect(await status()).toBe(200);
});

/** The time that one of ten requests takes longer than, of requests one after the other (milliseconds). */
const late = async (port: number, goesOn = () => true): Promise<number> => {
  const times: number[] = [];
  for (let asked = 0; asked < 200 && goesOn(); asked += 1) {
    const at = performance.now();
    expect((await fetch(`http://127.0.0.1:${port}/v1/slow`)).status).toBe(200);
    times.push(performance.now() - at);
    await sleep(10);
  }
  return times.sort((one, other) => one - other)[Math.floor(0.9 * times.length)] ?? Number.NaN;
};

it('500 clients that never finish their headers are cut within ten seconds, and others do not notice', async () => {
  const port = await start();
  const before = await late(port);
  const cut: ('in time' | 'late')[] = [];
  const sockets = Array.from({ length: 500 }, () => {
    let verdict: 'in time' | 'late' = 'in time';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /v1/slow HTTP/1.1\r\nHost: a\r\n');
      // A timer of this process: where the machine is late, it is late as well.
      setTimeout(() => {
        verdict = 'late';
      }, 10_000).unref();
    });
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => cut.push(verdict));
    return socket;
  });
  const meanwhile = await late(port, () => cut.length === 0);
  // Room for the other work of the machine; a server that is in their hands takes seconds.
  expect(meanwhile).toBeLessThan(3 * before + 20);
  await expect.poll(() => cut.length, { timeout: 60_000 }).toBe(500);
  expect(new Set(cut)).toEqual(new Set(['in time']));
  for (const socket of sockets) socket.destroy();
});

it('a task is ready once its dependency has answered, and stays it when that is down: new tasks would not bring it back', async () => {
  let isDown = true;
  let asked = 0;
  const ready = async () => {
    asked += 1;
    if (isDown) throw new Error('the table does not answer');
  };
  const port = await start(undefined, undefined, ready);
  const status = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
  expect([await status(), await status()]).toEqual([503, 503]);
  isDown = false;
  expect(await status()).toBe(200);
  isDown = true;
  expect([await status(), await status(), asked]).toEqual([200, 200, 3]);
});

it('a dependency that is too busy is there', async () => {
  const port = await start(undefined, undefined, async () => {
    throw new AppError('overloaded');
  });
  expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
});
