// A container as Fargate starts it: what it serves, what it stands on, and its way down.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { defineRoute, open } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { runService } from '../../platform/service/run-service.ts';
import type { ServiceParts } from '../../platform/service/service-parts.ts';
import { startAwsServer } from '../support/aws-server.ts';
import { environmentAt } from '../support/straight.ts';

let aws: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  aws = await startAwsServer();
});
afterAll(() => aws.stop());

const signals = ['SIGTERM', 'SIGINT'] as const;
const before = signals.map((signal) => process.listeners(signal));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.includes(listener)) process.off(signal, listener);
    }
  }
});

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const things = endpoint(
  defineRoute({
    ...{
      id: 'orders.things',
      service: 'orders',
      method: 'GET',
      path: '/things',
      summary: 'Things',
    },
    ...{ auth: open, request: {}, responses: { 200: null } },
  } as Parameters<typeof defineRoute>[0]),
  () => ({ status: 200, body: {} }),
);

const start = async (parts: Partial<ServiceParts> = {}, isThere = true) => {
  environmentAt(aws.url);
  aws.state.asked.length = 0;
  aws.state.say = ({ headers }) => {
    const target = String(headers['x-amz-target']);
    if (target.endsWith('ReceiveMessage')) return 'silence';
    return isThere ? {} : { status: 400, body: { __type: 'x#ResourceNotFoundException' } };
  };
  const exited = Promise.withResolvers<unknown>();
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exited.resolve(code);
    return undefined as never;
  });
  const PORT = await freePort();
  const config = {
    ...{ STAGE: 'test', SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'silent', PORT },
    ...{ LISTEN_HOST: '127.0.0.1', TOKEN_ISSUER: 'http://issuer', TOKEN_AUDIENCE: 'tandem' },
    ...{ JWKS_URL: 'http://issuer/jwks', TABLE_NAME: 'orders', QUEUE_URL: `${aws.url}/queue` },
    ...{ DEAD_LETTERS_URL: `${aws.url}/dead`, CURSOR_SECRET_ARN: 'arn', CORS_ORIGINS: [] },
    ...{ SUBJECT_RATE: 10, SUBJECT_BURST: 20 },
  };
  await runService(config, () => ({ endpoints: [things], handlers: [], ...parts }));
  const statusOf = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${PORT}${path}`, {
      headers: { connection: 'close' },
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const stop = () => {
    const [listener] = process.listeners('SIGTERM').slice(-1);
    listener?.('SIGTERM');
    return exited.promise;
  };
  const targets = () => aws.state.asked.map(({ headers }) => String(headers['x-amz-target']));
  return { statusOf, stop, targets };
};

it('serves below its stage, takes its messages, and lets go of everything on its way down', async () => {
  const done: string[] = [];
  const { statusOf, stop, targets } = await start({
    draining: () => void done.push('draining'),
    beforeClose: () => void done.push('before it closes'),
    close: async () => void done.push('closed'),
  });
  expect(await statusOf('/v1/things')).toBe(200);
  expect(await statusOf('/things')).toBe(404);
  expect(await statusOf('/metrics')).toBe(200);
  expect(await statusOf('/health/ready')).toBe(200);
  await expect.poll(targets).toContain('AmazonSQS.ReceiveMessage');
  expect(targets()).toContain('DynamoDB_20120810.GetItem');
  expect(await stop()).toBe(0);
  expect(done).toEqual(['draining', 'before it closes', 'closed']);
});

it('is not ready without its table, and refuses where there is no room', async () => {
  const { statusOf, stop } = await start({ hasRoom: (route) => route !== 'orders.things' }, false);
  expect(await statusOf('/health/ready')).toBe(503);
  expect(await statusOf('/v1/things')).toBe(503);
  expect(await stop()).toBe(0);
});
