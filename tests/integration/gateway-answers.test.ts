// What the gateway answers by itself: mocks, gateway responses, validators, keys, hostile requests.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, problems } from '../../events/problems.ts';
import { type TestApi, testApi } from '../support/rest-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await testApi(
    {},
    {
      MethodSettings: [
        {
          ResourcePath: '/~1limited',
          HttpMethod: 'GET',
          ThrottlingRateLimit: 1,
          ThrottlingBurstLimit: 2,
        },
      ],
    },
  );
  api.functions.set('ok', () => ({ statusCode: 200, body: 'ok' }));
  await api.method('GET /health', {
    Integration: {
      Type: 'MOCK',
      PassthroughBehavior: 'NEVER',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseParameters: { 'method.response.header.Cache-Control': "'no-store'" },
          ResponseTemplates: { 'application/json': '{"stage":"$context.stage"}' },
        },
      ],
    },
  });
  await api.method('ANY /health', {
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 405}' },
      IntegrationResponses: [
        { StatusCode: '405', ResponseParameters: { 'method.response.header.Allow': "'GET'" } },
        { StatusCode: '500', SelectionPattern: '5\\d\\d' },
      ],
    },
  });
  await api.resource('GatewayResponse', {
    ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
    StatusCode: '404',
    ResponseTemplates: { 'application/problem+json': '{"instance":"$context.requestId"}' },
  });
  const validator = await api.resource('RequestValidator', {
    ValidateRequestBody: true,
    ValidateRequestParameters: 'true',
  });
  const model = await api.resource('Model', {
    ContentType: 'application/json',
    Name: 'Thing',
    Schema: {
      $schema: 'http://json-schema.org/draft-04/schema#',
      type: 'object',
      properties: { count: { type: 'integer' } },
      required: ['count'],
    },
  });
  await api.lambda('POST /things', 'ok', {
    RequestValidatorId: validator,
    RequestModels: { 'application/json': model },
    RequestParameters: {
      'method.request.querystring.dry': true,
      'method.request.header.X-Any': false,
    },
  });
  await api.lambda('GET /limited', 'ok');
  await api.lambda('GET /keyed', 'ok', { ApiKeyRequired: true });
  const make = (type: string, properties: Record<string, unknown>) =>
    api.create(`AWS::ApiGateway::${type}`, { logicalId: type, properties });
  const plan = await make('UsagePlan', {
    ApiStages: [{ ApiId: api.id, Stage: 'v1' }],
    Quota: { Limit: 2, Period: 'DAY' },
  });
  const key = await make('ApiKey', { Enabled: true, Value: 'the-key' });
  await make('UsagePlanKey', { KeyId: key, KeyType: 'API_KEY', UsagePlanId: plan });
});
afterAll(() => api.stop());

test('a mock answers by the status of its request template', async () => {
  const { status, text, headers } = await api.call('/health');
  expect({ status, text }).toEqual({ status: 200, text: '{"stage":"v1"}' });
  expect(headers.get('cache-control')).toBe('no-store');
  const other = await api.call('/health', { method: 'DELETE' });
  expect({ status: other.status, allow: other.headers.get('allow') }).toEqual({
    status: 405,
    allow: 'GET',
  });
});

test('a mock that never passes a body through refuses other media types', async () => {
  const headers = { 'Content-Type': 'text/plain' };
  expect((await api.call('/health', { headers })).status).toBe(415);
});

test('an unknown path gets the gateway response, in the type of its template', async () => {
  const { status, headers, text } = await api.call('/nowhere');
  expect({ status, type: headers.get('content-type'), text }).toEqual({
    status: 404,
    type: 'application/problem+json',
    text: `{"instance":"${headers.get('x-amzn-requestid')}"}`,
  });
});

test('a path outside of every stage is forbidden', async () => {
  const response = await fetch(`${api.url}/v9/health`);
  expect({ status: response.status, text: await response.text() }).toEqual({
    status: 403,
    text: '{"message":"Forbidden"}',
  });
});

describe('a validator', () => {
  const post = (query: string, body: string) =>
    api.call(`/things${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });

  test('lets a valid request pass', async () => {
    expect((await post('?dry=1', '{"count":1}')).status).toBe(200);
  });

  test('names a parameter that is missing', async () => {
    expect(await post('', '{"count":1}')).toMatchObject({
      status: 400,
      text: '{"message":"Missing required request parameters: [dry]"}',
    });
  });

  test.each(['{"count":"one"}', '{}', 'no json', ''])('refuses the body %s', async (body) => {
    expect(await post('?dry=1', body)).toMatchObject({
      status: 400,
      text: '{"message":"Invalid request body"}',
    });
  });
});

test('a throttled method answers 429 after its burst', async () => {
  const answers = [];
  for (let turn = 0; turn < 3; turn += 1) answers.push((await api.call('/limited')).status);
  expect(answers).toEqual([200, 200, 429]);
});

test('an API key is wanted and its quota counted', async () => {
  expect((await api.call('/keyed')).status).toBe(403);
  expect((await api.call('/keyed', { headers: { 'x-api-key': 'wrong' } })).status).toBe(403);
  const answers = [];
  for (let turn = 0; turn < 3; turn += 1) {
    answers.push((await api.call('/keyed', { headers: { 'x-api-key': 'the-key' } })).status);
  }
  expect(answers).toEqual([200, 200, 429]);
});

/** Sends bytes and answers what comes back, up to the end of a body of known length. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(api.cloud.endpoints.api, '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
      const [head = '', body] = received.split('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
      if (body !== undefined && body.length >= length) socket.destroy();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

test.each([
  ['not HTTP', 'hello\r\n\r\n', '400'],
  ['no version', 'GET /v1/health\r\nHost: a\r\n\r\n', '400'],
  ['no Host', 'GET /v1/health HTTP/1.1\r\n\r\n', '400'],
  ['two Hosts', 'GET /v1/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', '400'],
  ['an absolute target', 'GET http://a/v1/health HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['dot segments', 'GET /v1/health/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n', '404'],
  ['a broken escape', 'GET /v1/%zz HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['a long URL', `GET /v1/${'a'.repeat(8200)} HTTP/1.1\r\nHost: a\r\n\r\n`, '414'],
  ['long headers', `GET /v1/health HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`, '431'],
  ['endless headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(140_000)}\r\n\r\n`, '431'],
])('%s is refused as every problem is', async (_name, bytes, status) => {
  const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
  expect(head.split(' ')[1]).toBe(status);
  expect(head).toMatch(/^content-type: application\/problem\+json$/im);
  expect(head).toMatch(/^x-content-type-options: nosniff$/im);
  const id = /^x-request-id: ([\w-]+)\r$/im.exec(head)?.[1];
  const problem = JSON.parse(body);
  expect(problem).toEqual({
    type: `https://tandem.example/problems/${problem.code}`,
    title: problems[problem.code as ErrorCode][1],
    status: problems[problem.code as ErrorCode][0],
    detail: expect.stringMatching(/\.$/),
    instance: `urn:request:${id}`,
    code: problem.code,
    retryable: false,
  });
  expect(String(problem.status)).toBe(status);
  expect((await api.call('/health')).status).toBe(200);
});

test('a socket whose headers do not come is cut before a whole request has no more time, others go on', async () => {
  const slow = raw('GET /v1/health HTTP/1.1\r\nHost: a\r\n');
  expect((await api.call('/health')).status).toBe(200);
  // A timer of this process, where the gateway is as well: what makes one late makes both.
  const cut = await Promise.race([slow, sleep(14_000, 'not cut', { ref: false })]);
  expect(cut.split(' ')[1]).toBe('408');
}, 60_000);
