// Calls that leave the process, as spans: what they are called, what they hand on, and which answers are failures.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traced } from '../../platform/calls/aws/spans.ts';
import { createApiPolicies, createPublicApi } from '../../platform/calls/public-api.ts';
import { tracedFetch } from '../../platform/calls/traced-fetch.ts';
import { createServiceCall } from '../../platform/http/service-call.ts';
import { activeSpan, endOfAnswer, within } from '../../platform/telemetry/trace.ts';
import { quietLog } from '../support/http.ts';
import { tracerUnderTest } from '../support/tracer.ts';

const span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  isKept: true,
};
const parent = `00-${span.traceId}-${span.spanId}-01`;

it.each([
  [200, false],
  [404, false],
  [499, false],
  [500, true],
  [503, true],
])('an answer of %d has failed: %s', (status, failed) => {
  expect(endOfAnswer(status)).toEqual({
    failed,
    attributes: { 'http.response.status_code': status },
  });
});

describe('a question over HTTP', () => {
  const server = createServer(({ headers, method }, response) =>
    response.end(JSON.stringify({ headers, method, items: [headers.traceparent] })),
  );
  let url: string;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const asked = async (isOurs: boolean) => {
    const init = { method: 'POST', headers: { 'x-own': 'kept' } };
    const answer = await tracedFetch('POST test', { isOurs })(url, init);
    const { headers, method } = (await answer.json()) as {
      headers: Record<string, string>;
      method: string;
    };
    return [method, headers['x-own'], headers.traceparent];
  };

  it('tells one of ours which trace it is part of, and a stranger nothing', async () => {
    expect(await within(span, () => asked(true))).toEqual(['POST', 'kept', parent]);
    expect(await within(span, () => asked(false))).toEqual(['POST', 'kept', undefined]);
  });

  it('of a service, or of a function to the API, is to one of ours', async () => {
    const items = createServiceCall(
      { name: 'catalogue', service: 'products' },
      { withToken: (call) => call('t1'), log: quietLog },
    );
    expect(await within(span, () => items(url))).toEqual([parent]);
    const ask = createPublicApi({
      url,
      policies: createApiPolicies(['orders'], { page: { timeoutMs: 60_000 } }, quietLog),
      headers: {},
      deadline: new AbortController().signal,
    });
    const question = { service: 'orders', patience: 'page', path: '' } as const;
    const { body } = await within(span, () => ask<{ items: unknown }>(question));
    expect(body.items).toEqual([parent]);
  });

  it('outside of a span says nothing of one', async () => {
    expect(await asked(true)).toEqual(['POST', 'kept', undefined]);
  });
});

describe('a call of AWS', () => {
  const call = async (
    request: { readonly headers?: Record<string, string>; readonly body?: unknown },
    statusCode = 200,
  ) => {
    const { trace, stop, spans } = tracerUnderTest();
    const sent: Record<string, string>[] = [];
    const inSpan: unknown[] = [];
    const handle = traced(
      {
        handle: async ({ headers }, options) => {
          sent.push({ ...headers });
          inSpan.push(activeSpan()?.spanId, options);
          return { response: { statusCode } };
        },
      },
      trace,
    );
    const whole = { method: 'POST', path: '/', hostname: 'aws', headers: {}, ...request };
    const outside = await handle({ ...whole, headers: { ...whole.headers } }, 'options');
    expect(outside).toEqual({ response: { statusCode } });
    await trace({ name: 'GET /', kind: 'server', parent }, () => handle(whole, 'options'));
    await stop();
    return { sent, inSpan, spans: spans().filter(({ kind }) => kind === 3) };
  };

  it('in a span is one, in a header that X-Ray reads, and outside of one is none', async () => {
    const { sent, inSpan, spans } = await call({
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    });
    const [client] = spans;
    expect(sent).toEqual([
      { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
      {
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amzn-trace-id': `Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=${client?.spanId};Sampled=1`,
      },
    ]);
    expect(inSpan).toEqual([undefined, 'options', client?.spanId, 'options']);
    expect(client).toMatchObject({
      name: 'DynamoDB.PutItem',
      attributes: [
        { key: 'service', value: { stringValue: 'orders' } },
        { key: 'rpc.system', value: { stringValue: 'aws-api' } },
        { key: 'rpc.service', value: { stringValue: 'DynamoDB' } },
        { key: 'rpc.method', value: { stringValue: 'PutItem' } },
        { key: 'http.response.status_code', value: { intValue: '200' } },
      ],
    });
    expect(client).not.toHaveProperty('status');
  });

  it.each([
    [{ headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } }, 'SQS.SendMessage'],
    [
      { headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' } },
      'secretsmanager.GetSecretValue',
    ],
    [{ body: 'Action=Publish&Version=2010-03-31' }, 'SNS.Publish'],
    [{ body: 'Version=2010-03-31&Action=PublishBatch' }, 'SNS.PublishBatch'],
    [{ body: 'NoAction=Publish' }, 'AWS.POST /'],
    [{ body: new Uint8Array([1]) }, 'AWS.POST /'],
    [{}, 'AWS.POST /'],
  ])('as %j is called %s', async (request, name) => {
    expect((await call(request)).spans).toEqual([expect.objectContaining({ name })]);
  });

  it('that AWS fails has failed', async () => {
    const { spans } = await call({}, 500);
    expect(spans).toEqual([expect.objectContaining({ status: { code: 2 } })]);
  });
});
