// Calls between services: who may make them, how large and how long they may be, and what a caller makes of them.
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { QuotesService } from '../../events/proto/tandem/products/v1/quotes_pb.js';
import { AppError } from '../../platform/kernel/errors.ts';
import { createRpcRouter } from '../../platform/rpc/router.ts';
import { createRpcCall } from '../../platform/rpc/rpc-call.ts';
import { rpcService, scopeOf } from '../../platform/rpc/service.ts';
import { within } from '../../platform/telemetry/trace.ts';
import { testClock } from '../support/clock.ts';
import { identity, quietLog } from '../support/http.ts';
import { tracerUnderTest } from '../support/tracer.ts';

const caller = { kind: 'client', roles: [], scopes: ['catalogue:quote'] } as const;

const start = (who: object | null = caller, isServing = true, name = '') => {
  const seen: string[][] = [];
  const callers: string[] = [];
  const quotes = rpcService(QuotesService, {
    getQuotes: ({ skus }) => {
      seen.push([...skus]);
      return { items: name === '' ? [] : [{ name }] };
    },
  });
  const { handlers } = createRpcRouter({
    services: [quotes],
    http: {
      verify: async () => {
        if (who === null) throw new AppError('unauthenticated');
        return identity(who);
      },
      log: quietLog,
      clock: testClock(),
    },
    tracer: tracerUnderTest().tracer,
    work: (from, handle) => {
      callers.push(from);
      return handle();
    },
    isServing: () => isServing,
  });
  const ask = async (
    body: string,
    { path = '/tandem.products.v1.QuotesService/GetQuotes', headers = {} } = {},
  ) => {
    const handler = handlers.find(({ requestPath }) => requestPath === path);
    if (handler === undefined) throw new Error(`no handler of ${path}`);
    const bytes = Buffer.from(body);
    const { status, body: answer } = await handler({
      httpVersion: '1.1',
      method: 'POST',
      url: `http://localhost${path}`,
      header: new Headers({
        authorization: 'Bearer token',
        'content-type': 'application/json',
        ...headers,
      }),
      body: (async function* () {
        yield bytes;
      })(),
      signal: new AbortController().signal,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer ?? []) chunks.push(chunk);
    return { status, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') };
  };
  return { ask, seen, callers };
};

const question = '{"skus":["A"]}';

describe('a call', () => {
  it('is for who has its scope, and counted as his', async () => {
    const { ask, seen, callers } = start();
    expect(await ask(question)).toEqual({ status: 200, body: {} });
    expect([seen, callers]).toEqual([[['A']], ['Bearer token']]);
  });

  it.each([
    ['another scope', { ...caller, scopes: ['inventory:read'] }, 'permission_denied'],
    ['a person', { roles: ['admin'], scopes: ['catalogue:quote'] }, 'permission_denied'],
    ['nobody', null, 'unauthenticated'],
  ])('is not for %s, and is not read then', async (_name, who, code) => {
    const { ask, seen } = start(who);
    expect((await ask(question)).body).toMatchObject({ code });
    expect(seen).toEqual([]);
  });

  it('has 64 KiB at most', async () => {
    const { ask } = start();
    const sized = (bytes: number) => `{"skus":["${'x'.repeat(bytes - '{"skus":[""]}'.length)}"]}`;
    expect((await ask(sized(65_536))).status).toBe(200);
    expect((await ask(sized(65_537))).body).toMatchObject({ code: 'resource_exhausted' });
  });

  it('is answered with 1 MiB at most', async () => {
    const sized = (bytes: number) =>
      start(caller, true, 'x'.repeat(bytes - '{"items":[{"name":""}]}'.length)).ask(question);
    expect((await sized(1_048_576)).status).toBe(200);
    expect((await sized(1_048_577)).body).toMatchObject({ code: 'resource_exhausted' });
  });

  it('may take 29 seconds, as its caller says, and no more', async () => {
    const { ask } = start();
    const within = (ms: number) => ask(question, { headers: { 'connect-timeout-ms': `${ms}` } });
    expect((await within(29_000)).status).toBe(200);
    expect((await within(29_001)).body).toMatchObject({ code: 'invalid_argument' });
  });
});

describe('health', () => {
  const health = (ask: ReturnType<typeof start>['ask'], service: string) =>
    ask(JSON.stringify({ service }), { path: '/grpc.health.v1.Health/Check' });

  it('is told to everybody, of all and of each service', async () => {
    const { ask, callers } = start(null);
    for (const service of ['', 'tandem.products.v1.QuotesService']) {
      expect(await health(ask, service)).toEqual({ status: 200, body: { status: 'SERVING' } });
    }
    expect((await health(ask, 'other')).body).toMatchObject({ code: 'not_found' });
    expect(callers).toEqual([]);
  });

  it('is none where nothing can be served', async () => {
    const { ask } = start(null, false);
    expect((await health(ask, '')).body).toEqual({ status: 'NOT_SERVING' });
  });
});

it('a method says which scope it wants', () => {
  const [method] = QuotesService.methods;
  expect(method && scopeOf(method)).toBe('catalogue:quote');
});

describe('whoever calls', () => {
  const callWith = () =>
    createRpcCall(
      { name: 'catalogue', service: 'products' },
      { withToken: (call) => call('t1'), log: quietLog },
    );

  it('shows a token, says how long he waits, and which trace it is part of', async () => {
    const options: unknown[] = [];
    const call = callWith();
    const ask = () =>
      call(async (given) => {
        options.push([given.headers, given.timeoutMs, given.signal?.aborted]);
        return 'answer';
      });
    expect(await ask()).toBe('answer');
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isKept: true };
    await within(span, ask);
    const traceparent = `00-${span.traceId}-${span.spanId}-01`;
    expect(options).toEqual([
      [{ authorization: 'Bearer t1' }, 2_000, false],
      [{ authorization: 'Bearer t1', traceparent }, 2_000, false],
    ]);
  });

  it.each([
    [Code.Unavailable, 3, undefined],
    [Code.NotFound, 1, 'validation-failed'],
    [Code.Unauthenticated, 1, 'unauthenticated'],
  ])('and is answered with code %d calls %d time(s)', async (code, times, refusal) => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      return Promise.reject(new ConnectError('no', code));
    };
    const error = await callWith()(failing).catch((thrown) => thrown);
    expect([calls, error.code]).toEqual([times, refusal]);
  });
});
