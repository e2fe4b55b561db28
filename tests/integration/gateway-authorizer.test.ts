// Lambda authorizers at the gateway.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { invocation, type TestApi, testApi } from '../support/rest-api.ts';

let api: TestApi;
let calls: Record<string, unknown>[] = [];
let seen: Record<string, unknown> = {};

function policy(effect: string, resource = '*', context?: Record<string, unknown>) {
  return {
    principalId: 'usr_1',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
    },
    ...(context && { context }),
  };
}

function judge(event: { authorizationToken?: string; methodArn: string }) {
  calls.push(event);
  const token = event.authorizationToken ?? 'request';
  if (token === 'Bearer bad') throw new Error('Unauthorized');
  if (token === 'Bearer crash') throw new Error('database gone');
  if (token === 'Bearer denied') return policy('Deny');
  if (token === 'Bearer nested') return policy('Allow', '*', { a: {} });
  if (token === 'Bearer garbage') return { principalId: 'x' };
  if (token.startsWith('Bearer narrow')) return policy('Allow', event.methodArn);
  return policy('Allow', '*', { scope: 'orders', age: 7, admin: true });
}

beforeAll(async () => {
  api = await testApi();
  api.functions.set('judge', judge);
  api.functions.set(
    'judge-header',
    ({ headers, ...event }: { headers: Record<string, string>; methodArn: string }) =>
      judge({ ...event, authorizationToken: headers.Authorization }),
  );
  api.functions.set('echo', (event: { requestContext: { authorizer: never } }) => {
    seen = event.requestContext.authorizer;
    return { statusCode: 200, body: 'in' };
  });
  const token = await api.resource('Authorizer', {
    Type: 'TOKEN',
    AuthorizerUri: invocation('judge'),
    IdentitySource: 'method.request.header.Authorization',
    IdentityValidationExpression: '^Bearer .+$',
    AuthorizerResultTtlInSeconds: 60,
  });
  const request = await api.resource('Authorizer', {
    Type: 'REQUEST',
    AuthorizerUri: invocation('judge'),
    IdentitySource: 'method.request.header.X-Tenant, method.request.querystring.key',
    AuthorizerResultTtlInSeconds: 0,
  });
  const optional = await api.resource('Authorizer', {
    Type: 'REQUEST',
    AuthorizerUri: invocation('judge-header'),
    AuthorizerResultTtlInSeconds: 0,
  });
  await api.resource('GatewayResponse', {
    ResponseType: 'UNAUTHORIZED',
    StatusCode: '401',
    ResponseParameters: {
      'gatewayresponse.header.WWW-Authenticate': "'Bearer'",
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.X-Request-Id': 'context.requestId',
    },
    ResponseTemplates: {
      'application/json': '{"status":401,"detail":$context.error.messageString}',
    },
  });
  for (const path of ['/a', '/b']) {
    await api.lambda(`GET ${path}`, 'echo', {
      AuthorizationType: 'CUSTOM',
      AuthorizerId: token,
    });
  }
  await api.lambda('GET /cart', 'echo', { AuthorizationType: 'CUSTOM', AuthorizerId: optional });
  await api.lambda('GET /tenant', 'echo', { AuthorizationType: 'CUSTOM', AuthorizerId: request });
});
afterAll(() => api.stop());
beforeEach(() => {
  calls = [];
});

const unauthorized = { status: 401, text: '{"status":401,"detail":"Unauthorized"}' };

function get(path: string, token?: string) {
  return api.call(path, token === undefined ? {} : { headers: { Authorization: token } });
}

test('the context of the authorizer reaches the function as text', async () => {
  expect(await get('/a', 'Bearer good')).toMatchObject({ status: 200, text: 'in' });
  expect(seen).toEqual({
    principalId: 'usr_1',
    scope: 'orders',
    age: '7',
    admin: 'true',
    integrationLatency: expect.any(Number),
  });
  expect(calls).toEqual([
    {
      type: 'TOKEN',
      methodArn: `arn:aws:execute-api:us-east-1:000000000000:${api.id}/v1/GET/a`,
      authorizationToken: 'Bearer good',
    },
  ]);
});

test('an answer is kept by token, and holds for every method its policy covers', async () => {
  expect((await get('/a', 'Bearer kept')).status).toBe(200);
  expect((await get('/b', 'Bearer kept')).status).toBe(200);
  expect((await get('/a', 'Bearer other')).status).toBe(200);
  expect(calls).toHaveLength(2);
});

test('a kept policy that names one method denies the others', async () => {
  expect((await get('/a', 'Bearer narrow')).status).toBe(200);
  expect(await get('/b', 'Bearer narrow')).toMatchObject({
    status: 403,
    text: '{"message":"User is not authorized to access this resource"}',
  });
  expect(calls).toHaveLength(1);
});

test('no token and a malformed one are refused without a call', async () => {
  const { status, text, headers } = await get('/a');
  expect({ status, text }).toEqual(unauthorized);
  expect(headers.get('www-authenticate')).toBe('Bearer');
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('x-request-id')).toBe(headers.get('x-amzn-requestid'));
  expect(await get('/a', 'Basic x')).toMatchObject(unauthorized);
  expect(calls).toEqual([]);
});

test('an authorizer that throws Unauthorized is asked again next time', async () => {
  expect(await get('/a', 'Bearer bad')).toMatchObject(unauthorized);
  expect(await get('/a', 'Bearer bad')).toMatchObject(unauthorized);
  expect(calls).toHaveLength(2);
});

test('a deny is 403', async () => {
  expect(await get('/a', 'Bearer denied')).toMatchObject({
    status: 403,
    text: '{"message":"User is not authorized to access this resource with an explicit deny"}',
  });
});

test.each(['Bearer crash', 'Bearer garbage', 'Bearer nested'])('%s is 500', async (token) => {
  expect((await get('/a', token)).status).toBe(500);
});

test('a REQUEST authorizer wants all of its identity sources', async () => {
  expect(await api.call('/tenant?key=k')).toMatchObject(unauthorized);
  const headers = { 'X-Tenant': 't' };
  expect((await api.call('/tenant?key=k', { headers })).status).toBe(200);
  expect((await api.call('/tenant?key=k', { headers })).status).toBe(200);
  expect(calls).toHaveLength(2);
  expect(calls[0]).toMatchObject({
    type: 'REQUEST',
    resource: '/tenant',
    path: '/tenant',
    httpMethod: 'GET',
    queryStringParameters: { key: 'k' },
    pathParameters: {},
  });
});

test('a REQUEST authorizer without identity sources is asked every time, and hears guests', async () => {
  expect((await get('/cart')).status).toBe(200);
  expect((await get('/cart', 'Bearer good')).status).toBe(200);
  expect((await get('/cart', 'Bearer good')).status).toBe(200);
  expect(await get('/cart', 'Bearer bad')).toMatchObject(unauthorized);
  expect(calls).toHaveLength(4);
});

test.each([
  { Type: 'REQUEST' },
  { Type: 'REQUEST', AuthorizerResultTtlInSeconds: 60 },
  { Type: 'TOKEN', AuthorizerResultTtlInSeconds: 0 },
])('an authorizer cannot do without an identity source: %j', async (properties) => {
  const made = api.resource('Authorizer', { AuthorizerUri: invocation('judge'), ...properties });
  await expect(made).rejects.toThrow('IdentitySource');
});
