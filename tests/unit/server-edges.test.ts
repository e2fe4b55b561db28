// A server at its limits, by a clock of the test: who finds a place, when it is stuck, and how it takes requests.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineRoute, guestOrCustomer, open, serviceWith } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { claimedSubject } from '../../platform/http/caller.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import type { GuardOptions } from '../../platform/http/server/guard.ts';
import { createLateness } from '../../platform/http/server/lateness.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { settings } from '../../platform/http/server/settings.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import type { Identity } from '../../platform/tokens/identity.ts';
import { identity, quietLog } from '../support/http.ts';

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
let server: FastifyInstance | undefined;
const asking: ClientRequest[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of asking.splice(0)) each.destroy();
  await server?.close();
  server = undefined;
});

const route = (method: 'GET' | 'POST', path: string, auth = guestOrCustomer) =>
  defineRoute({
    id: `orders.${path.slice(1)}`,
    service: 'orders',
    method,
    path,
    summary: 'A thing',
    auth,
    request: method === 'POST' ? { body: strict({ a: Type.Integer() }) } : {},
    responses: { 200: Type.Unknown() },
  } as Parameters<typeof defineRoute>[0]);

const start = async (limits: GuardOptions = {}, ready = async (): Promise<void> => {}) => {
  const ends: (() => void)[] = [];
  const slow = async () => {
    await new Promise<void>((resolve) => void ends.push(resolve));
    return { status: 200, body: {} };
  };
  const made = createServer({
    endpoints: [
      endpoint(route('GET', '/slow'), slow),
      endpoint(route('GET', '/open', open), slow),
      endpoint(route('GET', '/open-quick', open), async () => ({ status: 200, body: {} })),
      endpoint(route('GET', '/of-services', serviceWith('catalogue:quote')), slow),
      endpoint(route('GET', '/quick'), async () => ({ status: 200, body: {} })),
      endpoint(route('POST', '/quick'), async () => ({ status: 200, body: {} })),
    ],
    services: { verify: async (token) => whoShows(token), log: quietLog, clock: systemClock },
    prefix: '/v1',
    ready,
    // How busy the machine is decides nothing.
    limits: { maxLatenessMs: 60_000, drainMs: 50, ...limits },
  });
  server = made;
  await made.listen({ port: 0, host: '127.0.0.1' });
  const { port } = made.server.address() as AddressInfo;

  const send = (
    path: string,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
  ): ClientRequest => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false });
    asked.on('error', () => undefined);
    asking.push(asked);
    return asked;
  };
  const answerOf = async (asked: ClientRequest) => {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const body = await text(response);
    return { status: response.statusCode, headers: response.headers, body };
  };
  const ask = (path: string, headers?: Readonly<Record<string, string>>) =>
    answerOf(send(path, headers).end());
  /** Somebody who is worked on until he is told to go. */
  const occupy = async (token: string, path = '/v1/slow'): Promise<void> => {
    const count = ends.length;
    send(path, { authorization: `Bearer ${token}` }).end();
    await vi.waitUntil(() => ends.length > count, { timeout: 20_000 });
  };
  return { send, answerOf, ask, occupy, ends };
};

const tokenOf = (sub: string, jti: string): string =>
  ['{}', JSON.stringify({ sub, jti }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const whoShows = (token: string): Identity =>
  claimedSubject(`Bearer ${token}`)?.startsWith('cli_')
    ? identity({ kind: 'client', scopes: ['catalogue:quote'] })
    : identity();

const statusOf = async (answer: Promise<{ readonly status: number | undefined }>) =>
  (await answer).status;

describe('places', () => {
  it('are so many, and whoever finds none is told to come back in a second', async () => {
    const { occupy, ask, ends } = await start({ maxInFlight: 2 });
    await occupy('a');
    expect(await statusOf(ask('/v1/quick'))).toBe(200);
    await occupy('b');
    const { status, headers, body } = await ask('/v1/quick');
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(body)).toMatchObject({ code: 'overloaded' });
    expect(await statusOf(ask('/health/live'))).toBe(200);
    ends[0]?.();
    await expect.poll(() => statusOf(ask('/v1/quick'))).toBe(200);
  });

  it('of one who asks are so many, by his token or else by his network', async () => {
    const { occupy, ask } = await start({ maxInFlight: 10, maxOfOne: 1 });
    await occupy('a');
    expect(await statusOf(ask('/v1/quick', { authorization: 'Bearer a' }))).toBe(503);
    expect(await statusOf(ask('/v1/quick', { authorization: 'Bearer b' }))).toBe(200);
    expect(await statusOf(ask('/v1/quick'))).toBe(200);
  });

  it('of one who asks are so many, whichever of his tokens he shows', async () => {
    const { occupy, ask } = await start({ maxInFlight: 10, maxOfOne: 1 });
    await occupy(tokenOf('usr_1', 'first'));
    const statusWith = (authorization: string) => statusOf(ask('/v1/quick', { authorization }));
    expect(await statusWith(`Bearer ${tokenOf('usr_1', 'second')}`)).toBe(503);
    expect(await statusWith(`bearer ${tokenOf('usr_1', 'first')}`)).toBe(503);
    expect(await statusWith(`Bearer ${tokenOf('usr_2', 'first')}`)).toBe(200);
  });

  it('of a service are so many for each token, since each task of it has its own', async () => {
    const { occupy, ends } = await start({ maxInFlight: 10, maxOfOne: 1 });
    await occupy(tokenOf('cli_orders', 'first'), '/v1/of-services');
    await occupy(tokenOf('cli_orders', 'second'), '/v1/of-services');
    expect(ends).toHaveLength(2);
  });

  it('of one who asks are so many, whatever he sends where nobody looks at a token', async () => {
    const { occupy, ask } = await start({ maxInFlight: 10, maxOfOne: 1 });
    await occupy('a', '/v1/open');
    expect(await statusOf(ask('/v1/open-quick', { authorization: 'Bearer b' }))).toBe(503);
    expect(await statusOf(ask('/v1/quick', { authorization: 'Bearer b' }))).toBe(200);
  });

  it('are refused where there is no room behind a route, and for no other route', async () => {
    const { ask } = await start({ hasRoom: (id) => id !== 'orders.quick' });
    expect(await statusOf(ask('/v1/quick'))).toBe(503);
    expect(await statusOf(ask('/v1/nowhere'))).toBe(404);
    expect(await statusOf(ask('/health/live'))).toBe(200);
  });

  it('for bodies on their way are so many, and none is taken by who sends no body', async () => {
    const { send, answerOf, ask } = await start({ bodies: { inAll: 1, ofOne: 1 } });
    const json = { 'content-type': 'application/json' };
    const slow = send('/v1/quick', { ...json, 'transfer-encoding': 'chunked' }, 'POST');
    slow.write('{');
    const other = () =>
      statusOf(
        answerOf(send('/v1/quick', { ...json, 'content-length': '7' }, 'POST').end('{"a":1}')),
      );
    await expect.poll(other).toBe(503);
    expect(await statusOf(ask('/v1/quick'))).toBe(200);
    expect(
      await statusOf(answerOf(send('/v1/quick', { 'content-length': '0' }, 'POST').end())),
    ).toBe(415);
    slow.end('"a":1}');
    expect(await statusOf(answerOf(slow))).toBe(200);
    expect(await other()).toBe(200);
  });
});

describe('a server', () => {
  it('is stuck once all places are taken and nothing has come back for five seconds', async () => {
    const { occupy, ask, ends } = await start({ maxInFlight: 2 });
    const ready = () => statusOf(ask('/health/ready'));
    now = 10_000;
    await occupy('a');
    now = 20_000;
    expect(await ready()).toBe(200);
    await occupy('b');
    now = 25_000;
    expect(await ready()).toBe(200);
    now = 25_001;
    expect(await ready()).toBe(503);
    ends[0]?.();
    await expect.poll(ready).toBe(200);
  });

  it('that works on as much as it can is stuck as well', async () => {
    const { occupy, ask } = await start({ work: { ceiling: 1, floor: 1 } });
    now = 10_000;
    await occupy('a');
    now = 15_001;
    expect(await statusOf(ask('/health/ready'))).toBe(503);
  });
});

describe('a server is ready', () => {
  it('once what it stands on has answered, and from then on by itself', async () => {
    let fault: Error | undefined = new Error('down');
    let looks = 0;
    const { ask } = await start({}, async () => {
      looks += 1;
      if (fault) throw fault;
    });
    const ready = async () => {
      const { status, body } = await ask('/health/ready');
      return [status, JSON.parse(body).status];
    };
    expect(await ready()).toEqual([503, 'unavailable']);
    fault = undefined;
    expect(await ready()).toEqual([200, 'ok']);
    fault = new Error('down');
    expect(await ready()).toEqual([200, 'ok']);
    expect(looks).toBe(2);
  });

  it('also where what it stands on is too busy to say so', async () => {
    const { ask } = await start({}, () => Promise.reject(new AppError('overloaded')));
    expect(await statusOf(ask('/health/ready'))).toBe(200);
  });
});

describe('lateness', () => {
  const tick = 10;
  const windows = (...milliseconds: readonly number[]) => {
    const lateness = createLateness(150);
    return milliseconds.map((late) => {
      lateness.window((late + tick) * 1e6);
      return lateness.isOverload;
    });
  };

  it('is an overload from the fourth window on that is later than so much', () => {
    expect(windows(151, 151, 151, 151, 151, 150, 151)).toEqual([
      ...[false, false, false, true, true, false, false],
    ]);
    expect(windows(150, 150, 150, 150, 150)).toEqual(Array(5).fill(false));
  });
});

it('requests are taken in these sizes and times', () => {
  expect(settings).toMatchObject({
    bodyLimit: 2_097_152,
    keepAliveTimeout: 65_000,
    requestTimeout: 15_000,
    exposeHeadRoutes: true,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 16_384 },
    http: {
      headersTimeout: 8_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
      requireHostHeader: false,
    },
  });
});
