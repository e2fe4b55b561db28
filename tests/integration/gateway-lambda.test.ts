// Lambda proxy integrations over HTTP.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestApi, testApi } from '../support/rest-api.ts';

let api: TestApi;
let event: Record<string, unknown> = {};
let answer: unknown;

beforeAll(async () => {
  api = await testApi({ BinaryMediaTypes: ['image/*'] }, { Variables: { color: 'blue' } });
  api.functions.set('echo', (received: Record<string, unknown>) => {
    event = received;
    return answer;
  });
  api.functions.set('broken', () => {
    throw new Error('no');
  });
  await api.lambda('ANY /orders/{id}', 'echo');
  await api.lambda('GET /broken', 'broken');
  await api.lambda('GET /forbidden', 'forbidden');
  await api.lambda('GET /slow', 'slow', {
    Integration: { Type: 'AWS_PROXY', Uri: '/functions/slow/invocations', TimeoutInMillis: 60 },
  });
  api.functions.set('slow', () => new Promise((resolve) => setTimeout(resolve, 200)));
});
afterAll(() => api.stop());
beforeEach(() => {
  answer = { statusCode: 200, body: 'ok' };
});

describe('the function gets', () => {
  test('the whole request', async () => {
    await api.call('/orders/a%20b?tag=x&tag=y&q=1%2B1', {
      method: 'POST',
      headers: { 'X-Trace': 't', 'User-Agent': 'test', 'Content-Type': 'application/json' },
      body: '{"a":1}',
    });
    const { headers, multiValueHeaders, requestContext, ...rest } = event as Record<string, never>;
    expect(rest).toEqual({
      resource: '/orders/{id}',
      path: '/orders/a%20b',
      httpMethod: 'POST',
      queryStringParameters: { tag: 'y', q: '1+1' },
      multiValueQueryStringParameters: { tag: ['x', 'y'], q: ['1+1'] },
      pathParameters: { id: 'a%20b' },
      stageVariables: { color: 'blue' },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    expect(headers).toMatchObject({ 'X-Trace': 't', 'X-Forwarded-For': '127.0.0.1' });
    expect(multiValueHeaders).toMatchObject({ 'X-Trace': ['t'] });
    expect(requestContext).toMatchObject({
      resourcePath: '/orders/{id}',
      httpMethod: 'POST',
      path: '/v1/orders/a%20b',
      accountId: '000000000000',
      stage: 'v1',
      apiId: api.id,
      deploymentId: 'd',
      protocol: 'HTTP/1.1',
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
    });
  });

  test.each([
    ['/orders/a%2Fb', 'a%2Fb'],
    ['/orders/%77he', '%77he'],
    ['/orders/7/', '7'],
  ])('the path as it was sent: %s', async (path, id) => {
    await api.call(path);
    expect(event).toMatchObject({ path, pathParameters: { id }, resource: '/orders/{id}' });
  });

  test('null where there is nothing', async () => {
    await api.call('/orders/7');
    expect(event).toMatchObject({
      body: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    });
  });

  test('base64 of a binary media type', async () => {
    await api.call('/orders/7', {
      method: 'PUT',
      headers: { 'Content-Type': 'image/png' },
      body: new Uint8Array([0, 255]),
    });
    expect(event).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });
});

describe('the client gets', () => {
  test('status, headers and body of the function', async () => {
    answer = {
      statusCode: 201,
      headers: { Location: '/v1/orders/7', 'WWW-Authenticate': 'Bearer' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: '{}',
    };
    const { status, headers, text } = await api.call('/orders/7');
    expect({ status, text }).toEqual({ status: 201, text: '{}' });
    expect(headers.get('location')).toBe('/v1/orders/7');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('www-authenticate')).toBeNull();
    expect(headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
  });

  test('bytes where it accepts a binary media type', async () => {
    answer = { statusCode: 200, body: 'AP8=', isBase64Encoded: true };
    const response = await fetch(`${api.url}/v1/orders/7`, { headers: { Accept: 'image/png' } });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
    expect((await api.call('/orders/7')).text).toBe('AP8=');
  });

  test('nothing after a 204', async () => {
    answer = { statusCode: 204 };
    expect(await api.call('/orders/7')).toMatchObject({ status: 204, text: '' });
  });

  test('the headers and no body for HEAD', async () => {
    answer = { statusCode: 200, body: 'ok' };
    const { status, text, headers } = await api.call('/orders/7', { method: 'HEAD' });
    expect({ status, text, length: headers.get('content-length') }).toEqual({
      status: 200,
      text: '',
      length: '2',
    });
  });

  test.each([
    'text',
    null,
    { body: 'no status' },
    { statusCode: 'many' },
    { statusCode: '0xc8' },
    { statusCode: '2e2' },
    { statusCode: ' 200' },
    { statusCode: 200.5 },
    { statusCode: 100 },
    { statusCode: 200, body: { not: 'text' } },
    { statusCode: 200, unknown: 1 },
    { statusCode: [200] },
    { statusCode: 200, headers: 'text' },
    { statusCode: 200, headers: ['text'] },
    { statusCode: 200, headers: { 'X-Nested': { a: 1 } } },
    { statusCode: 200, headers: { 'X-Line': 'a\nb' } },
    { statusCode: 200, headers: { 'X Space': 'a' } },
    { statusCode: 200, multiValueHeaders: { 'Content-Type': 'text/plain' } },
    { statusCode: 200, multiValueHeaders: { 'X-Count': 1 } },
    { statusCode: 200, multiValueHeaders: { 'X-Nested': [['a']] } },
    { statusCode: 200, multiValueHeaders: 'text' },
    { statusCode: 200, isBase64Encoded: 1 },
  ])('502 for the malformed answer %j', async (malformed) => {
    answer = malformed;
    expect(await api.call('/orders/7')).toMatchObject({
      status: 502,
      text: '{"message":"Internal server error"}',
    });
  });

  test('numbers, truths and nothing as header values', async () => {
    answer = {
      statusCode: '200',
      headers: { 'X-Count': 3, 'Access-Control-Allow-Credentials': true, 'X-None': null },
      multiValueHeaders: { 'X-Many': [1, 'b'] },
      body: null,
      isBase64Encoded: null,
    };
    const { status, headers } = await api.call('/orders/7');
    expect(status).toBe(200);
    expect(headers.get('x-count')).toBe('3');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('x-many')).toBe('1, b');
    expect(headers.has('x-none')).toBe(false);
  });

  test('both lists of headers as one, and what both have once', async () => {
    answer = {
      statusCode: 200,
      headers: { 'X-One': 'a', 'x-two': 'b', 'X-Three': 'c' },
      multiValueHeaders: { 'x-one': ['a', 'd'], 'X-Two': ['e'] },
    };
    const { headers } = await api.call('/orders/7');
    expect(headers.get('x-one')).toBe('a, d');
    expect(headers.get('x-two')).toBe('b, e');
    expect(headers.get('x-three')).toBe('c');
  });

  test('502 when the function fails', async () => {
    expect(await api.call('/broken')).toMatchObject({ status: 502 });
  });

  test('504 when the integration takes too long', async () => {
    expect(await api.call('/slow')).toMatchObject({
      status: 504,
      text: '{"message":"Endpoint request timed out"}',
    });
  });

  test('a failed integration when the function is throttled', async () => {
    api.functions.set('broken', () => {
      throw Object.assign(new Error('Rate Exceeded'), { name: 'TooManyRequestsException' });
    });
    expect(await api.call('/broken')).toMatchObject({ status: 504 });
  });

  test('500 when no permission lets the gateway call the function', async () => {
    api.forbidden.add('forbidden');
    expect(await api.call('/forbidden')).toMatchObject({ status: 500 });
    expect(api.lines).toContain(
      `gateway: no AWS::Lambda::Permission lets apigateway.amazonaws.com invoke forbidden from arn:aws:execute-api:us-east-1:000000000000:${api.id}/v1/GET/forbidden`,
    );
  });

  test('413 for a body over 10 MB, declared or not', async () => {
    const big = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
    const declared = await api.call('/orders/7', { method: 'POST', body: big });
    const streamed = await api.call('/orders/7', {
      method: 'POST',
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([declared.status, streamed.status]).toEqual([413, 413]);
  });
});
