// A question to the public API: what is sent, and what its answers, refusals and silences become.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callerApi } from '../../platform/calls/caller-api.ts';
import {
  type ApiQuestion,
  createApiPolicies,
  createPublicApi,
  segment,
} from '../../platform/calls/public-api.ts';

const log = { warn: () => {} } as never;
type Sent = Parameters<NonNullable<Parameters<typeof createPublicApi>[0]['send']>>;

const start = (
  answer: (sent: Sent) => Response | Promise<Response>,
  { deadline = new AbortController().signal, retries = 0 } = {},
) => {
  const sent: Sent[] = [];
  const api = createPublicApi({
    url: 'http://shop/v1',
    policies: createApiPolicies(['orders'], { page: { timeoutMs: 5_000, retries } }, log),
    headers: { 'x-request-id': 'req-1' },
    deadline,
    send: async (...args) => {
      sent.push(args);
      return answer(args);
    },
  });
  const ask = (question: Partial<ApiQuestion<'orders', 'page'>> = {}) =>
    api<unknown>({ service: 'orders', patience: 'page', path: '/orders', ...question });
  return { ask, sent };
};

const problemOf = (status: number, body: object = {}, headers: object = {}) =>
  Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

describe('a question', () => {
  it('is a GET without a body, and follows nobody elsewhere', async () => {
    const { ask, sent } = start(() => Response.json({ a: 1 }, { headers: { etag: '"1"' } }));
    const { body, headers } = await ask();
    expect([body, headers.get('etag')]).toEqual([{ a: 1 }, '"1"']);
    expect(sent).toEqual([
      [
        'http://shop/v1/orders',
        {
          method: 'GET',
          redirect: 'error',
          signal: expect.any(AbortSignal),
          headers: { 'x-request-id': 'req-1' },
        },
      ],
    ]);
  });

  it('names what is asked for, sends what is to be sent, and adds to its headers', async () => {
    const { ask, sent } = start(() => new Response(null, { status: 204 }));
    const query = { a: 'b c', none: undefined, nothing: null, no: false, zero: 0 };
    const { body } = await ask({
      method: 'POST',
      query,
      body: { a: 1 },
      headers: { 'if-match': '*' },
    });
    expect(body).toBeUndefined();
    const [url, { method, headers, body: given }] = sent[0] as Sent;
    expect([url, method, given]).toEqual([
      'http://shop/v1/orders?a=b+c&no=false&zero=0',
      'POST',
      '{"a":1}',
    ]);
    expect(headers).toEqual({
      'x-request-id': 'req-1',
      'content-type': 'application/json',
      'if-match': '*',
    });
    expect(segment('../a b')).toBe('..%2Fa%20b');
  });

  it.each(['', '.', '..'])('for %j is none: it would lead to another path', (id) => {
    expect(() => segment(id)).toThrowError(expect.objectContaining({ code: 'not-found' }));
  });

  it.each([
    ['idempotency-key', 'k\u20AC', 'idempotency-key-invalid'],
    ['idempotency-key', 'k\r\nx: y', 'idempotency-key-invalid'],
    ['x-cart-token', 'k\u0000', 'malformed-request'],
  ])(
    'with a %s that no header takes is refused, and breaks nothing for others',
    async (name, value, code) => {
      const { ask, sent } = start(async ([url, init]) => {
        new Request(url, init);
        return Response.json({});
      });
      for (let asked = 0; asked < 40; asked += 1) {
        await expect(ask({ headers: { [name]: value } })).rejects.toMatchObject({ code });
      }
      await expect(ask()).resolves.toMatchObject({ body: {} });
      expect(sent).toHaveLength(1);
    },
  );
});

describe('a refusal', () => {
  const page = (status: number) => () => new Response('<p>', { status });
  const problem =
    (...[status, body, headers]: Parameters<typeof problemOf>) =>
    () =>
      problemOf(status, body, headers);

  it.each([
    [problem(409, { code: 'invalid-state', detail: 'No.' }), 'invalid-state', 'No.', undefined],
    [problem(429, { code: 'rate-limited' }, { 'retry-after': '7' }), 'rate-limited', undefined, 7],
    [problem(503, { code: 'overloaded' }), 'overloaded', undefined, 1],
    [problem(404, { code: 'toString' }), 'malformed-request', undefined, undefined],
    [problem(404), 'malformed-request', undefined, undefined],
    [page(499), 'malformed-request', undefined, undefined],
    [page(500), 'overloaded', undefined, 1],
    [problem(400, {}, { 'retry-after': '0' }), 'malformed-request', undefined, undefined],
  ])('%# is told by its code', async (answer, code, detail, retryAfter) => {
    const { ask } = start(answer);
    const error = await ask().catch((thrown) => thrown);
    expect([error.code, error.options.detail, error.options.retryAfter]).toEqual([
      code,
      detail,
      retryAfter,
    ]);
  });

  it('says what is wrong with the input', async () => {
    const errors = [{ pointer: '/a', code: 'type', detail: 'must be text' }];
    const { ask } = start(() => problemOf(422, { code: 'validation-failed', errors }));
    await expect(ask()).rejects.toMatchObject({ options: { errors } });
  });
});

describe('no answer', () => {
  it('is an overload that may be over in a second', async () => {
    const { ask } = start(() => {
      throw new TypeError('fetch failed');
    });
    await expect(ask()).rejects.toMatchObject({ code: 'overloaded', options: { retryAfter: 1 } });
  });

  it.each(['AbortError', 'TimeoutError'])('for its time is up (%s) is late', async (name) => {
    const { ask } = start(() => {
      throw new DOMException('over', name);
    });
    await expect(ask()).rejects.toMatchObject({
      code: 'gateway-timeout',
      options: { retryAfter: 1 },
    });
  });

  it('is waited for no longer than the request has', async () => {
    const { ask, sent } = start(() => Response.json({}), { deadline: AbortSignal.abort() });
    await expect(ask()).rejects.toMatchObject({
      code: 'gateway-timeout',
      options: { retryAfter: 1 },
    });
    expect(sent).toEqual([]);
  });

  it('is asked for again where that is safe, and a refusal is not', async () => {
    const down = start(() => problemOf(503), { retries: 1 });
    await expect(down.ask()).rejects.toMatchObject({ code: 'overloaded' });
    const refused = start(() => problemOf(404), { retries: 1 });
    await expect(refused.ask()).rejects.toMatchObject({ code: 'malformed-request' });
    expect([down.sent.length, refused.sent.length]).toEqual([2, 1]);
  });

  it('of a service that has failed too often is none at once', async () => {
    const { ask, sent } = start(() => problemOf(500));
    for (let count = 0; count < 60; count += 1) await ask().catch(() => undefined);
    const asked = sent.length;
    expect(asked).toBeLessThan(60);
    await expect(ask()).rejects.toMatchObject({
      code: 'overloaded',
      options: { retryAfter: 1, detail: 'This part is not answering right now.' },
    });
    expect(sent).toHaveLength(asked);
  });
});

describe('the API as a caller asks it', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('hands on who calls, and nothing else of what came', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const given: Readonly<Record<string, string>> = {
      authorization: 'Bearer t',
      'x-cart-token': 'cart',
      'x-api-key': 'key',
      cookie: 'no',
    };
    const headers: unknown[] = [];
    const access = {
      url: 'http://shop/v1',
      policies: createApiPolicies(['orders'], { page: { timeoutMs: 5_000 } }, log),
      send: async (...[, init]: Sent) => {
        headers.push(init.headers);
        return Response.json({});
      },
    };
    const question = { service: 'orders', patience: 'page', path: '/cart' } as const;
    await callerApi({ requestId: 'req-1', header: (name) => given[name] }, access, 8_500)(question);
    await callerApi({ requestId: 'req-2', header: () => undefined }, access, 8_500)(question);
    const { cookie: _, ...credentials } = given;
    expect(headers).toEqual([
      { 'x-request-id': 'req-1', ...credentials },
      { 'x-request-id': 'req-2' },
    ]);
    expect(timeout).toHaveBeenCalledWith(8_500);
  });
});
