// Answers that stream: through the gateway and the load balancer as they come, for as long as the integration may take.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ContainerStack, containerStack, program } from '../support/container-stack.ts';

let stack: ContainerStack;
let url: string;

/** `?chunks=` of them, one each 20 ms; `/v1/orders/open` says how many answers are under way. */
const handle = `
  if (request.url === '/v1/orders/open') return response.end(String(open));
  open += 1;
  const chunks = Number(new URL(request.url, 'http://localhost').searchParams.get('chunks') ?? 1e9);
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    response.write('chunk ' + sent + '\\n');
    if (sent >= chunks) response.end();
  }, 20);
  response.on('close', () => { clearInterval(timer); open -= 1; });`;

beforeAll(async () => {
  stack = await containerStack();
  await stack.program(program(handle, 'let open = 0;'));
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
  const path = async (ParentId: string, PathPart: string) =>
    make('Resource', { RestApiId: api, ParentId, PathPart });
  const orders = await path(`${api.slice(0, 8)}rt`, 'orders');
  const route = async (name: string, integration: Record<string, unknown> = {}) =>
    make('Method', {
      RestApiId: api,
      ResourceId: await path(orders, name),
      HttpMethod: 'GET',
      Integration: {
        Type: 'HTTP_PROXY',
        ConnectionType: 'VPC_LINK',
        ConnectionId: 'link',
        IntegrationTarget: stack.balancerArn,
        IntegrationHttpMethod: 'GET',
        Uri: `${stack.url}/orders/${name}`,
        ...integration,
      },
    });
  await route('open');
  await route('stream', { ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 });
  await route('short-stream', { ResponseTransferMode: 'STREAM', TimeoutInMillis: 300 });
  await route('buffered', { TimeoutInMillis: 300 });
  await stack.cloud.startGateway();
  url = `http://127.0.0.1:${stack.cloud.endpoints.api}/v1/orders`;
});
afterAll(() => stack.stop());

const open = async () => Number(await (await fetch(`${url}/open`)).text());

test('a stream comes piece by piece, and whoever leaves takes all of its connections along', async () => {
  const leaving = new AbortController();
  const clients = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const { body } = await fetch(`${url}/stream`, { signal: leaving.signal });
      return body?.getReader().read();
    }),
  );
  const beginnings = clients.map((first) =>
    Buffer.from(first?.value ?? [])
      .toString()
      .slice(0, 8),
  );
  expect(beginnings).toEqual(Array(30).fill('chunk 1\n'));
  expect(await open()).toBe(30);
  leaving.abort();
  await expect.poll(open).toBe(0);
});

test('a stream that ends by itself is whole', async () => {
  const answer = await fetch(`${url}/stream?chunks=3`);
  expect([answer.status, await answer.text()]).toEqual([200, 'chunk 1\nchunk 2\nchunk 3\n']);
});

test('what is not to stream is passed on once it is whole', async () => {
  const answer = await fetch(`${url}/buffered?chunks=3`);
  expect([answer.headers.get('content-length'), await answer.text()]).toEqual([
    '24',
    'chunk 1\nchunk 2\nchunk 3\n',
  ]);
});

test('a stream is cut off when its time is over; what is not to stream is answered by the gateway', async () => {
  const stream = await fetch(`${url}/short-stream`);
  expect(stream.status).toBe(200);
  await expect(stream.text()).rejects.toThrow();
  const buffered = await fetch(`${url}/buffered`);
  expect([buffered.status, await buffered.json()]).toEqual([
    504,
    { message: 'Endpoint request timed out' },
  ]);
  await expect.poll(open).toBe(0);
});
