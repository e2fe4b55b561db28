// A function behind the gateway: what of the event reaches the endpoint, and what the endpoint's answer becomes.
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import type { Answered, Endpoint } from '../../platform/http/endpoint.ts';
import type { RawRequest } from '../../platform/http/request.ts';
import { createServiceCall } from '../../platform/http/service-call.ts';
import { httpHandler } from '../../platform/lambda/http-handler.ts';
import { quietLog } from '../support/http.ts';

const ask = async (changes: object, answered: Partial<Answered> = {}) => {
  const seen: RawRequest[] = [];
  const endpoint = {
    contract: { method: 'GET', path: '/things' },
    answer: async (raw: RawRequest) => {
      seen.push(raw);
      return { status: 200, body: '', ...answered };
    },
  } as unknown as Endpoint;
  const handle = httpHandler({
    endpoints: [endpoint],
    services: { log: quietLog } as never,
    correlate: () => {},
  });
  const event = { httpMethod: 'GET', resource: '/things', path: '/things', ...changes };
  const context = { awsRequestId: 'aws-1' } as Context;
  const result = await handle(event as unknown as APIGatewayProxyEvent, context);
  return { raw: seen[0], result };
};

describe('an event', () => {
  it('brings all values of its headers and its query, by names in lower case', async () => {
    const { raw } = await ask({
      headers: { 'X-One': '1', 'X-Only': 'o' },
      multiValueHeaders: { 'X-One': ['1', '2'], 'X-None': undefined },
      multiValueQueryStringParameters: { a: ['1', '2'], b: undefined },
    });
    expect(raw?.headers).toMatchObject({ 'x-one': ['1', '2'], 'x-only': ['o'], 'x-none': [] });
    expect(raw?.query.toString()).toBe('a=1&a=2');
  });

  it('brings all values of a header whose name is written in several ways', async () => {
    const { raw } = await ask({
      headers: { Authorization: 'Bearer one', authorization: 'Bearer two' },
      multiValueHeaders: { Authorization: ['Bearer one'], authorization: ['Bearer two'] },
    });
    expect(raw?.headers.authorization).toEqual(['Bearer one', 'Bearer two']);
  });

  it('brings its body as text or as bytes, who sent it and when', async () => {
    const { raw } = await ask({
      body: 'ä',
      requestContext: {
        requestId: 'gate-0001',
        identity: { sourceIp: '192.0.2.1' },
        requestTimeEpoch: 7,
      },
    });
    expect(Buffer.from(raw?.body ?? []).toString()).toBe('ä');
    expect([raw?.sourceIp, raw?.arrivedAt]).toEqual(['192.0.2.1', 7]);
    expect(raw?.headers['x-gateway-request-id']).toEqual(['gate-0001']);
    const bytes = await ask({ body: '/w==', isBase64Encoded: true });
    expect([...(bytes.raw?.body ?? [])]).toEqual([255]);
    expect(bytes.raw).toMatchObject({
      sourceIp: 'unknown',
      headers: { 'x-gateway-request-id': [] },
    });
    expect((await ask({ body: null })).raw?.body).toHaveLength(0);
  });

  it('for nobody is not found, by the id of the invocation', async () => {
    const { result, raw } = await ask({ resource: '/others' });
    expect([raw, result.statusCode]).toEqual([undefined, 404]);
    expect(JSON.parse(result.body)).toMatchObject({ instance: 'urn:request:aws-1' });
    expect((await ask({ httpMethod: 'POST' })).result.statusCode).toBe(404);
  });
});

it('an answer is told as the gateway takes it', async () => {
  const { result } = await ask({}, { status: 201, headers: { a: 'b' }, body: 'c' });
  expect(result).toEqual({ statusCode: 201, headers: { a: 'b' }, body: 'c' });
  const bytes = await ask({}, { body: '/w==', isBase64Encoded: true });
  expect(bytes.result).toMatchObject({ headers: {}, isBase64Encoded: true });
});

describe('a question to another service', () => {
  const start = (...answers: readonly (() => Response)[]) => {
    const asked: (string | undefined)[] = [];
    const items = createServiceCall(
      { name: 'catalogue', service: 'products' },
      {
        withToken: (call) => call('t1'),
        log: quietLog,
        fetch: async (_url, { headers }) => {
          const answer = answers[Math.min(asked.length, answers.length - 1)];
          asked.push(headers.authorization);
          return answer?.() ?? new Response();
        },
      },
    );
    return { items: () => items<unknown>('http://products/v1/quotes'), asked };
  };
  const says =
    (status: number, body: object = {}) =>
    () =>
      Response.json(body, { status });

  it('is answered by items', async () => {
    const { items, asked } = start(says(200, { items: [1, 2] }));
    expect(await items()).toEqual([1, 2]);
    expect(asked).toEqual(['Bearer t1']);
  });

  it.each([
    [says(401), 'unauthenticated', 1],
    [says(400), 'validation-failed', 1],
    [says(499), 'validation-failed', 1],
    [says(302), 'validation-failed', 1],
    [says(500), undefined, 3],
    [says(200, { items: 'none' }), undefined, 3],
    [says(200), undefined, 3],
  ])('that is answered otherwise, as %#, is refused or made again', async (answer, code, times) => {
    const { items, asked } = start(answer);
    const error = await items().catch((thrown) => thrown);
    expect([error.code, asked.length]).toEqual([code, times]);
  });

  it('is given up after two seconds, and made twice again', async () => {
    vi.useFakeTimers();
    try {
      const signals: AbortSignal[] = [];
      const fetch = (_url: string, { signal }: { readonly signal: AbortSignal }) => {
        signals.push(signal);
        return new Promise<Response>(() => {});
      };
      const items = createServiceCall(
        { name: 'catalogue', service: 'products' },
        { withToken: (call) => call('t1'), log: quietLog, fetch },
      );
      const outcome = items('http://products/v1/quotes').catch((error) => error.message);
      await vi.advanceTimersByTimeAsync(1_999);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      await vi.advanceTimersByTimeAsync(1);
      expect(signals[0]?.aborted).toBe(true);
      await vi.advanceTimersByTimeAsync(10_000);
      expect([signals.length, await outcome]).toEqual([3, expect.stringContaining('timed out')]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says whose answer it was', async () => {
    await expect(start(says(400)).items()).rejects.toThrow('products answered 400');
    await expect(start(says(503)).items()).rejects.toThrow('products answered 503');
    await expect(start(says(200)).items()).rejects.toThrow('products answered without items');
  });
});
