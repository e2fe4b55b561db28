// The guard of a server where nothing is said: how many find a place, when the loop is late, and how long the way down may take.
import { syncBuiltinESMExports } from 'node:module';
import perfHooks from 'node:perf_hooks';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineRoute, guestOrCustomer } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { identity, quietLog } from '../support/http.ts';

/** The gaps of the loop are those that the test says. */
let loop = { mean: 0, resets: 0, resolution: 0, isWatched: false };
const { monitorEventLoopDelay } = perfHooks;
const watchBy = (watch: unknown) => {
  Object.assign(perfHooks, { monitorEventLoopDelay: watch });
  syncBuiltinESMExports();
};
beforeEach(() => {
  loop = { mean: 0, resets: 0, resolution: 0, isWatched: false };
  watchBy(({ resolution }: { resolution: number }) => {
    loop.resolution = resolution;
    return {
      enable: () => {
        loop.isWatched = true;
      },
      disable: () => {
        loop.isWatched = false;
      },
      reset: () => {
        loop.resets += 1;
      },
      get mean() {
        return loop.mean;
      },
    };
  });
});

const route = (method: 'GET' | 'POST') =>
  defineRoute({
    id: `orders.${method}`,
    service: 'orders',
    method,
    path: method === 'GET' ? '/news' : '/things',
    summary: 'A thing',
    auth: guestOrCustomer,
    ...(method === 'GET' ? { waits: true } : {}),
    request: method === 'POST' ? { body: strict({ a: Type.Integer() }) } : {},
    responses: { 200: Type.Unknown() },
  } as Parameters<typeof defineRoute>[0]);

let server: FastifyInstance | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  vi.useRealTimers();
  watchBy(monitorEventLoopDelay);
});

const turns = async () => {
  for (let count = 0; count < 50; count += 1) await new Promise((done) => setImmediate(done));
};

/** What is answered to so many; the others are still waiting. */
const start = async () => {
  const never = () => new Promise<never>(() => {});
  const made = createServer({
    endpoints: [endpoint(route('GET'), never), endpoint(route('POST'), never)],
    services: { verify: async () => identity(), log: quietLog, clock: systemClock },
    prefix: '/v1',
    ready: async () => {},
  });
  server = made;
  await made.ready();
  const answers = async (count: number, options: () => InjectOptions): Promise<number[]> => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) {
      void made.inject(options()).then(({ statusCode }) => statuses.push(statusCode));
    }
    await turns();
    return statuses;
  };
  return { made, answers };
};

it('500 are taken, 350 of one who asks', async () => {
  const { answers } = await start();
  const by = (token: string) => () => ({
    url: '/v1/news',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await answers(351, by('a'))).toEqual([503]);
  expect(await answers(151, by('b'))).toEqual([503]);
});

it('200 bodies may be on their way, 50 from one address', async () => {
  const { answers } = await start();
  const from =
    (remoteAddress: string, length: object = { 'transfer-encoding': 'chunked' }) =>
    () => ({
      ...{ method: 'POST' as const, url: '/v1/things', remoteAddress, payload: new PassThrough() },
      headers: { 'content-type': 'application/json', ...length },
    });
  expect(await answers(51, from('192.0.2.1', { 'content-length': '1' }))).toEqual([503]);
  for (const last of [2, 3, 4]) expect(await answers(50, from(`192.0.2.${last}`))).toEqual([]);
  expect(await answers(1, from('192.0.2.5'))).toEqual([503]);
});

it('who asks while the loop was late by more than 150 ms for two seconds is refused', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { answers, made } = await start();
  const status = async () => (await answers(1, () => ({ url: '/v1/nowhere' })))[0];
  const late = (ms: number, forMs: number) => {
    loop.mean = (10 + ms) * 1e6;
    vi.advanceTimersByTime(forMs);
  };
  expect(loop).toMatchObject({ resolution: 10, isWatched: true });
  late(150, 5_000);
  expect([await status(), loop.resets]).toEqual([404, 10]);
  late(151, 1_999);
  expect(await status()).toBe(404);
  late(151, 1);
  expect(await status()).toBe(503);
  late(150, 500);
  expect(await status()).toBe(404);
  await made.close();
  expect([loop.isWatched, vi.getTimerCount()]).toEqual([false, 0]);
});

it('connections may stay ten seconds once it closes', async () => {
  const { made } = await start();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const cut = vi.spyOn(made.server, 'closeAllConnections');
  await made.close();
  vi.advanceTimersByTime(9_999);
  expect(cut).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(cut).toHaveBeenCalledOnce();
});
