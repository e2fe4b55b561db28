// HTTP proxy integrations: through the VPC link and the load balancer to a container.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ContainerStack, containerStack, program } from '../support/container-stack.ts';

let stack: ContainerStack;
let url: string;

const echo = `
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    response.writeHead(request.headers['x-status'] ?? 200, {
      'content-type': 'application/json', 'www-authenticate': 'Bearer', server: 'inner', connection: 'close' });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });`;

beforeAll(async () => {
  stack = await containerStack();
  await stack.program(program(echo));
  await stack.start();
  await stack.ready();
  let count = 0;
  const make = (type: string, properties: Record<string, unknown>) => {
    count += 1;
    return stack.create(`AWS::ApiGateway::${type}`, {
      logicalId: `${type}${count}`,
      properties,
    });
  };
  const api = await make('RestApi', {});
  await make('Stage', { RestApiId: api, StageName: 'v1' });
  const orders = await make('Resource', {
    RestApiId: api,
    ParentId: `${api.slice(0, 8)}rt`,
    PathPart: 'orders',
  });
  const order = await make('Resource', { RestApiId: api, ParentId: orders, PathPart: '{id}' });
  await make('Method', {
    RestApiId: api,
    ResourceId: order,
    HttpMethod: 'ANY',
    RequestParameters: { 'method.request.path.id': true },
    Integration: {
      Type: 'HTTP_PROXY',
      ConnectionType: 'VPC_LINK',
      ConnectionId: 'link',
      IntegrationTarget: stack.balancerArn,
      IntegrationHttpMethod: 'ANY',
      Uri: `${stack.url}/orders/{id}`,
      RequestParameters: {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.header.X-Request': 'context.requestId',
        'integration.request.querystring.via': "'gateway'",
      },
    },
  });
  await stack.cloud.startGateway();
  url = `http://127.0.0.1:${stack.cloud.endpoints.api}/v1`;
});
afterAll(() => stack.stop());

test('the container sees the stage, the parameters and the client', async () => {
  const response = await fetch(`${url}/orders/a%2Fb?x=1&x=2`, {
    method: 'POST',
    headers: { 'X-Own': 'mine', 'Content-Type': 'text/plain' },
    body: 'content',
  });
  const { headers, ...received } = (await response.json()) as Record<string, never>;
  expect(received).toEqual({
    method: 'POST',
    url: '/v1/orders/a%2Fb?x=1&x=2&via=gateway',
    body: 'content',
  });
  expect(headers).toMatchObject({
    host: stack.url.slice('http://'.length),
    'x-own': 'mine',
    'x-forwarded-for': '127.0.0.1',
    'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    'x-request': response.headers.get('x-amzn-requestid'),
  });
});

test('the client sees status and headers, some under other names', async () => {
  const { status, headers } = await fetch(`${url}/orders/7`, { headers: { 'X-Status': '409' } });
  expect(status).toBe(409);
  expect(headers.get('www-authenticate')).toBeNull();
  expect(headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
  expect(headers.get('x-amzn-remapped-server')).toBe('inner');
  expect(headers.get('connection')).toBe('keep-alive');
});

test('a body over 10 MB is refused, declared or not', async () => {
  const big = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
  const declared = await fetch(`${url}/orders/7`, { method: 'POST', body: big });
  const streamed = await fetch(`${url}/orders/7`, {
    method: 'POST',
    body: new Blob([big]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect([declared.status, streamed.status]).toEqual([413, 413]);
});
