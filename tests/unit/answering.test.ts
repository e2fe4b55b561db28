// How a reply becomes an answer: its encoding, its line in the log, and what is answered when a request comes again.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { defineRoute, open, serviceWith } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { KeyTaken } from '../../platform/data/records.ts';
import { encodeReply } from '../../platform/http/answering.ts';
import { callerOf, endpoint } from '../../platform/http/endpoint.ts';
import type { Replays } from '../../platform/http/idempotency.ts';
import type { EndpointOptions, Handle, Request } from '../../platform/http/request.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { testClock } from '../support/clock.ts';
import { callAnyhow as call, identity, services } from '../support/http.ts';

const route = (changes: object = {}) =>
  defineRoute({
    id: 'orders.test',
    service: 'orders',
    method: 'POST',
    path: '/things',
    summary: 'A thing',
    auth: open,
    request: {},
    responses: { 200: null },
    ...changes,
  } as Parameters<typeof defineRoute>[0]);

describe('a reply', () => {
  it.each([
    [{ status: 204 }, { status: 204, headers: {}, body: '' }],
    [
      { status: 200, body: { a: 1 } },
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
    ],
    [
      { status: 200, body: null },
      { status: 200, headers: { 'content-type': 'application/json' }, body: 'null' },
    ],
    [
      { status: 200, body: {}, headers: { 'content-type': 'application/jwk-set+json' } },
      { status: 200, headers: { 'content-type': 'application/jwk-set+json' }, body: '{}' },
    ],
    [
      { status: 200, body: '<p>' },
      { status: 200, headers: {}, body: '<p>' },
    ],
    [
      { status: 200, bytes: Buffer.from([255]), headers: { a: 'b' } },
      { status: 200, headers: { a: 'b' }, body: '/w==', isBase64Encoded: true },
    ],
  ])('of %j is %j', (reply, answered) => {
    expect(encodeReply(reply)).toEqual(answered);
  });

  it('that streams has no body', () => {
    const stream = new Readable() as never;
    expect(encodeReply({ status: 200, stream, headers: { a: 'b' } })).toEqual({
      status: 200,
      headers: { 'content-type': 'text/event-stream', a: 'b' },
      body: '',
      stream,
    });
  });
});

const answered = async (
  handle: Handle<ReturnType<typeof route>>,
  {
    changes = {},
    headers = {},
    options = {} as EndpointOptions,
    replays,
  }: {
    changes?: object;
    headers?: Readonly<Record<string, string>>;
    options?: EndpointOptions;
    replays?: Replays;
  } = {},
) => {
  const lines: Record<string, unknown>[] = [];
  const clock = testClock();
  const log = createLog(
    { SERVICE: 'test', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(JSON.parse(line)) },
  );
  const later = (request: Request<ReturnType<typeof route>>) => {
    clock.advance(25);
    return handle(request);
  };
  const thing = endpoint(route(changes), later, options);
  const given = services({ log, clock, ...(replays && { replays }) });
  return { ...(await call(thing, { headers }, given)), lines };
};

describe('the line of a request', () => {
  it('says what was asked, how it went and how long it took', async () => {
    const { lines } = await answered(() => ({ status: 200 }), {
      headers: { 'x-request-id': 'request-0001' },
    });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        method: 'POST',
        route: '/things',
        status: 200,
        durationMs: 25,
        requestId: 'request-0001',
        message: 'orders.test',
      }),
    ]);
    expect(lines[0]).not.toHaveProperty('reason');
  });

  it('of a refusal says which check it was, and the answer does not', async () => {
    const { lines, text } = await answered(() => {
      throw new AppError('forbidden', { reason: 'which-check' });
    });
    expect(lines).toEqual([expect.objectContaining({ status: 403, reason: 'which-check' })]);
    expect(text).not.toContain('which-check');
  });

  it.each([
    ['internal', 'error', ['why', undefined]],
    ['overloaded', 'error', ['why', undefined]],
    ['invalid-state', 'info', [undefined]],
  ] as const)(
    'of %s comes after one of level %s where it is our fault',
    async (code, level, told) => {
      const { lines } = await answered(() => {
        throw new AppError(code, { cause: new Error('why') });
      });
      expect(lines[0]?.level).toBe(level);
      expect(lines.map(({ error }) => (error as Error | undefined)?.message)).toEqual(told);
    },
  );

  it('of our fault without a cause names the fault itself', async () => {
    const { lines } = await answered(() => {
      throw new AppError('internal', { detail: 'this one' });
    });
    expect(lines[0]).toMatchObject({ error: { message: 'this one' }, message: 'this one' });
  });
});

describe('a request', () => {
  const seenBy = async (raw: object) => {
    const seen: Request[] = [];
    const thing = endpoint(route(), (request) => {
      seen.push(request as unknown as Request);
      return { status: 200 };
    });
    const clock = testClock();
    const request = {
      method: 'POST',
      path: '/things',
      query: new URLSearchParams(),
      headers: {},
      params: {},
      body: Buffer.from('raw'),
      sourceIp: '192.0.2.1',
      ...raw,
    };
    await thing.answer(request, services({ clock }));
    return { seen: seen[0] as Request, now: clock.now() };
  };

  it('arrived when whatever stands in front says, or else now', async () => {
    expect((await seenBy({ arrivedAt: 7 })).seen.arrivedAt).toBe(7);
    const { seen, now } = await seenBy({});
    expect(seen.arrivedAt).toBe(now);
  });

  it('is the cause of what it does, in the trace that it is part of', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { seen } = await seenBy({
      headers: { 'x-request-id': ['request-0001'], traceparent: [traceparent] },
    });
    expect(seen.causation).toEqual({
      correlationId: 'request-0001',
      causationId: 'request-0001',
      traceparent,
    });
    expect(seen).toMatchObject({ requestId: 'request-0001', sourceIp: '192.0.2.1' });
    expect(Buffer.from(seen.rawBody).toString()).toBe('raw');
    const { seen: other } = await seenBy({ headers: { 'x-request-id': ['request-0001'] } });
    expect(other.causation).toEqual({
      correlationId: 'request-0001',
      causationId: 'request-0001',
    });
  });

  it('without a caller on a route that wants one is our fault', () => {
    expect(() => callerOf({ identity: undefined } as Request)).toThrow('no authenticated caller');
    expect(callerOf({ identity: identity() } as Request)).toEqual(identity());
  });
});

describe('a request that comes again', () => {
  const headers = { 'idempotency-key': 'k'.repeat(16), 'x-request-id': 'request-0001' };
  const changes = { idempotent: true, request: { query: strict({}) } };
  const reply = { status: 201, body: '{}' };
  const nowSeconds = 1_767_225_600;

  /** A service whose records say so, one after the other; the hash is that of the request. */
  const start = (found: readonly (number | undefined)[], options: EndpointOptions = {}) => {
    const asked: [scope: string, key: string][] = [];
    let hash = '';
    const left = [...found];
    const replays: Replays = {
      find: async (scope, key) => {
        asked.push([scope, key]);
        const expiresAt = left.shift();
        return expiresAt === undefined ? undefined : { requestHash: hash, reply, expiresAt };
      },
    };
    const seen = async (thrown?: Error) => {
      const {
        status,
        body,
        headers: given,
      } = await answered(
        ({ idempotency }) => {
          hash = idempotency?.requestHash ?? '';
          if (thrown) throw thrown;
          return { status: 202 };
        },
        { changes, headers, options, replays },
      );
      return [status, body?.code, given['idempotent-replayed'], given['retry-after']];
    };
    return { seen, asked };
  };

  it('is looked up by who asks, by which route and with which key', async () => {
    const { seen, asked } = start([undefined]);
    expect(await seen()).toEqual([202, undefined, undefined, undefined]);
    expect(asked).toEqual([['anonymous:POST:/things', 'k'.repeat(16)]]);
  });

  it('is answered as before until its record ends, and then anew', async () => {
    const { seen } = start([undefined, nowSeconds, nowSeconds - 1]);
    await seen();
    expect((await seen())[0]).toBe(201);
    expect((await seen())[0]).toBe(202);
  });

  it('while the first is under way may be tried again in a second', async () => {
    const { seen } = start([undefined, undefined]);
    expect(await seen(new KeyTaken())).toEqual([409, 'idempotency-in-progress', undefined, '1']);
  });

  it.each([
    ['a conflict', new AppError('invalid-state'), nowSeconds + 1, 201, 2],
    ['a conflict of its own', new AppError('invalid-state'), undefined, 409, 2],
    ['a key that was taken', new KeyTaken(), nowSeconds + 1, 201, 2],
    ['a refusal', new AppError('forbidden'), nowSeconds + 1, 403, 1],
    ['another error', new Error('no'), nowSeconds + 1, 500, 1],
  ])('after %s is answered by what the first has led to, if that was it', async (...row) => {
    const [, thrown, second, status, looks] = row;
    const { seen, asked } = start([undefined, second]);
    expect((await seen(thrown))[0]).toBe(status);
    expect(asked).toHaveLength(looks);
  });

  it('is the handler’s to know where he says so', async () => {
    const { seen, asked } = start([nowSeconds + 1], { repeats: 'handler' });
    expect((await seen())[0]).toBe(202);
    expect(asked).toEqual([]);
  });

  it('where nobody keeps records is our fault', async () => {
    const { status } = await answered(() => ({ status: 200 }), { changes, headers });
    expect(status).toBe(500);
  });
});

it('a route of services takes a service with its scope, and no person', async () => {
  const quote = endpoint(route({ auth: serviceWith('catalogue:quote') }), () => ({ status: 200 }));
  const ask = async (who: object) =>
    (
      await call(
        quote,
        { headers: { authorization: 'bearer token' } },
        services({ verify: async () => identity(who) }),
      )
    ).status;
  expect(await ask({ kind: 'client', scopes: ['catalogue:quote'] })).toBe(200);
  expect(await ask({ roles: ['admin'], scopes: ['catalogue:quote'] })).toBe(403);
});
