// Each kind of port that the system listens on, as it is run, with requests that can be left at any stage.
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { defineRoute, open } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { requestText } from './aborts.ts';
import { lambda, queue, role, run, writeAssembly } from './assembly-fixture.ts';
import { containerStack, program } from './container-stack.ts';
import { identity, quietLog } from './http.ts';
import { testApi } from './rest-api.ts';
import { apiKey, startProvider } from './sandbox-provider.ts';

export interface Listener {
  readonly port: number;
  /** Requests that are begun. */
  readonly texts: readonly string[];
  /** One of those that takes a while and is answered 200, and how many there may be of it at once. */
  readonly whole: { readonly path: string; readonly places: number } & RequestInit;
  stop(): Promise<unknown>;
}

const places = 25;
const workMs = 20;
const json = { 'content-type': 'application/json' };
const mug = JSON.stringify({ text: 'a mug' });
const large = 'x'.repeat(100_000);

/** A service as a task runs it, with as many places as are asked for at once. */
const container = async (): Promise<Listener> => {
  const route = defineRoute({
    id: 'orders.stage',
    service: 'orders',
    method: 'POST',
    path: '/orders',
    summary: 'A stage to leave at',
    auth: open,
    request: { body: strict({ text: Type.String() }) },
    responses: { 200: Type.Unknown() },
  });
  const work = async () => {
    await sleep(workMs);
    return { status: 200, body: { text: large } };
  };
  const server = createServer({
    endpoints: [endpoint(route, work)],
    services: { verify: async () => identity(), log: quietLog, clock: systemClock },
    prefix: '/v1',
    ready: async () => {},
    limits: {
      drainMs: 100,
      maxInFlight: places,
      maxLatenessMs: 60_000,
      bodies: { inAll: places },
      work: { floor: places, ceiling: places },
    },
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: (server.server.address() as AddressInfo).port,
    texts: [requestText('POST /v1/orders', mug), requestText('GET /health/ready')],
    whole: { path: '/v1/orders', places, method: 'POST', headers: json, body: mug },
    stop: () => server.close(),
  };
};

const slowTask = program(`
  request.resume();
  request.on('end', () => setTimeout(() => response.end('${large}'), ${workMs}));`);

const ordersTexts = [
  requestText('POST /v1/orders', mug),
  requestText('GET /v1/orders'),
  requestText('GET /v1/nowhere'),
];

const balancer = async (): Promise<Listener> => {
  const stack = await containerStack();
  await stack.program(slowTask);
  await stack.start({ DesiredCount: 1 });
  await stack.ready();
  return {
    port: Number(new URL(stack.url).port),
    texts: ordersTexts,
    whole: { path: '/v1/orders', places, method: 'POST', body: mug },
    stop: () => stack.stop(),
  };
};

/** With a function behind it; `gateway-bodies.test.ts` has a container there. */
const gateway = async (): Promise<Listener> => {
  const api = await testApi();
  api.functions.set('slow', async () => {
    await sleep(workMs);
    return { statusCode: 200, body: large };
  });
  await api.lambda('ANY /orders', 'slow');
  return {
    port: Number(new URL(api.url).port),
    texts: ordersTexts,
    whole: { path: '/v1/orders', places, method: 'POST', body: mug },
    stop: () => api.stop(),
  };
};

const signed = (service: string) =>
  `Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** The AWS port with a queue that is waited for and a function that takes its time. */
const edge = async (): Promise<Listener> => {
  const handler = `export const handler = async () => {
    await new Promise((resolve) => setTimeout(resolve, ${workMs}));
    return '${'x'.repeat(10_000)}';
  };`;
  const resources = {
    Empty: queue('empty'),
    Full: queue('full'),
    Role: role('lambda.amazonaws.com'),
    Slow: lambda('slow', 'Role', 'slow'),
  };
  const running = await run(writeAssembly({ Edge: { Resources: resources } }, { slow: handler }));
  const port = running.cloud.endpoints.aws;
  const sqs = (action: string, name: string, input: object) =>
    requestText(
      'POST /',
      JSON.stringify({ QueueUrl: `http://127.0.0.1:${port}/000000000000/${name}`, ...input }),
      [signed('sqs'), `X-Amz-Target: AmazonSQS.${action}`],
    );
  const invoke = '/2015-03-31/functions/slow/invocations';
  return {
    port,
    texts: [
      sqs('ReceiveMessage', 'empty', { WaitTimeSeconds: 20 }),
      sqs('SendMessage', 'full', { MessageBody: 'x'.repeat(5_000) }),
      requestText(`POST ${invoke}`, '{}', [signed('lambda')]),
      requestText('POST /', '{}', [
        signed('dynamodb'),
        'X-Amz-Target: DynamoDB_20120810.ListTables',
      ]),
    ],
    whole: {
      path: invoke,
      // A function has ten environments.
      places: 10,
      method: 'POST',
      headers: { authorization: signed('lambda').slice('Authorization: '.length) },
      body: '{}',
    },
    stop: () => running.stop(),
  };
};

const provider = async (): Promise<Listener> => {
  const sandbox = await startProvider();
  const headers = { ...json, authorization: `Bearer ${apiKey}` };
  const authorization = { amount: 100, currency: 'EUR', token: 'tok_approved', reference: 'ord_1' };
  const body = JSON.stringify({ ...authorization, key: 'key-1' });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return {
    port: Number(new URL(sandbox.url).port),
    texts: [
      requestText('POST /v1/authorizations', body, lines.slice(1)),
      requestText('GET /health'),
    ],
    whole: { path: '/v1/authorizations', places, method: 'POST', headers, body },
    stop: () => sandbox.stop(),
  };
};

export const listeners = { container, balancer, gateway, edge, provider };
