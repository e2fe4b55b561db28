// `/_tandem/*`: what a person or a test asks of the running system.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFaults } from '../../localstack/cloud/faults.ts';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { createFaultControl } from '../../localstack/faults/control.ts';
import { startMessaging } from '../../localstack/messaging/messaging.ts';
import { operateRoutes } from '../../localstack/tandem/operate.ts';
import { processRoutes } from '../../localstack/tandem/processes.ts';
import { queueRoutes } from '../../localstack/tandem/queues/routes.ts';
import { tandemRoutes } from '../../localstack/tandem/routing.ts';
import { statusRoutes } from '../../localstack/tandem/status.ts';
import { type FakeCloud, fakeCloud } from '../support/fake-cloud.ts';

let fake: FakeCloud;
let url: string;
const ran: string[] = [];
const server = createServer();
const logs = createLogs({});
const messaging = await startMessaging(
  { region: 'us-east-1', accountId: '000000000000' },
  undefined,
);

const mail = (id: string, channel: 'email' | 'sms', to: string, subject: string) => ({
  id,
  channel,
  to: [to],
  subject,
  text: 't',
  html: 'h',
  sentAt: '2026-01-01T00:00:00Z',
});

const tally = {
  invocations: 3,
  errors: 1,
  coldStarts: 1,
  throttles: 0,
  durationMs: 12,
  maxMemoryMb: 80,
  lastError: null,
  running: 0,
};

beforeAll(async () => {
  fake = await fakeCloud();
  const functions = {
    ...fake.cloud.functions,
    list: () => [{ name: 'tandem-dev-auth-handler', arn: 'arn', service: 'auth', codePath: '' }],
    config: () => ({ memoryMb: 512, timeoutSeconds: 10, environment: {} }),
    tally: () => tally,
  };
  fake.functions.set('tandem-dev-auth-handler', (event) => ({ got: event }));
  const resources = () => [
    { type: 'AWS::SQS::Queue', name: 'q', logicalId: 'Q', stack: 'S' },
    { type: 'AWS::DynamoDB::Table', name: 'kept', logicalId: 'K', stack: 'S' },
    { type: 'AWS::DynamoDB::Table', name: 'gone', logicalId: 'G', stack: 'S' },
  ];
  const database = { call: async () => ({ TableNames: ['kept'] }) };
  const parts = { functions, messaging, resources, database };
  const cloud = { ...fake.cloud, ...parts, functions: functions as never };
  const routes = tandemRoutes([
    ...statusRoutes({ ...cloud, logs, ready: () => true }),
    ...queueRoutes(messaging),
    ...processRoutes(cloud),
    ...operateRoutes({
      mailbox: {
        list: () => [mail('m2', 'email', 'b@example.com', 'two'), mail('m1', 'sms', '+4912', '')],
      },
      scheduler: {
        list: () => [
          {
            config: {
              name: 'tandem-dev-sweep',
              expression: 'rate(1 minute)',
              targetArn: 'arn',
              enabled: true,
            } as never,
            nextAt: undefined,
          },
        ],
        runNow: (name) => {
          ran.push(name);
          return 'execution';
        },
      },
      faults: createFaultControl({
        faults: createFaults(),
        messaging: { sqs: { allQueues: () => [] } } as never,
        log: fake.cloud.log,
        processes: () => [],
        stage: 'dev',
        services: () => ['orders', 'payments'],
        provider: async () => [],
      }),
      trigger: undefined,
    }),
  ]);
  server.on('request', (request, response) => {
    routes(request, response).catch(() => response.destroy());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${port}/_tandem`;
});
afterAll(async () => {
  await fake.stop();
  await messaging.stop();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(method: string, path: string, body?: string) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/${path}`, { method, headers, ...(body && { body }) });
  return { status: response.status, body: (await response.json()) as unknown };
}

test('status tells readiness, ports, processes, functions, queues, errors and resources', async () => {
  logs.line('auth', JSON.stringify({ level: 'error', message: 'broken', requestId: 'req_9' }));
  expect(await ask('GET', 'status')).toEqual({
    status: 200,
    body: {
      ready: true,
      startedAt: expect.any(String),
      ports: { api: fake.cloud.endpoints.api, aws: 0 },
      processes: [],
      functions: [
        {
          name: 'tandem-dev-auth-handler',
          service: 'auth',
          memoryMb: 512,
          timeoutSeconds: 10,
          reservedConcurrency: null,
          environments: [],
          ...tally,
        },
      ],
      queues: [],
      errors: [expect.objectContaining({ level: 'error', message: 'broken', requestId: 'req_9' })],
      resources: [
        { type: 'AWS::SQS::Queue', name: 'q', logicalId: 'Q', stack: 'S' },
        { type: 'AWS::DynamoDB::Table', name: 'kept', logicalId: 'K', stack: 'S' },
        { type: 'AWS::DynamoDB::Table', name: 'gone', logicalId: 'G', stack: 'S' },
      ],
      missing: [
        { type: 'table', name: 'gone' },
        { type: 'queue', name: 'q' },
      ],
      runnerMemoryMb: expect.any(Number),
    },
  });
});

test('health is not well while a table or a queue of the template is gone', async () => {
  expect(await ask('GET', 'health')).toEqual({
    status: 503,
    body: { error: 'gone since the start: table gone, queue q' },
  });
});

test('mails are those to one address', async () => {
  expect(await ask('GET', 'mailbox?to=b%40example.com')).toEqual({
    status: 200,
    body: [{ ...mail('m2', 'email', '', 'two'), to: 'b@example.com' }],
  });
  expect((await ask('GET', 'mailbox')).body).toHaveLength(2);
});

test('schedules are as their sources say', async () => {
  expect((await ask('GET', 'schedules')).body).toEqual([
    {
      name: 'tandem-dev-sweep',
      expression: 'rate(1 minute)',
      target: 'arn',
      enabled: true,
      nextAt: null,
    },
  ]);
});

test('a function is invoked with the event that is sent', async () => {
  const answer = await ask('POST', 'functions/auth-handler/invoke', '{"event":{"a":[1]}}');
  expect(answer).toMatchObject({
    status: 200,
    body: { name: 'tandem-dev-auth-handler', payload: { got: { a: [1] } } },
  });
  expect(await ask('POST', 'functions/auth-handler/invoke', '{"evnt":1}')).toMatchObject({
    status: 400,
  });
  expect(await ask('POST', 'functions/auth-handler/invoke', '[]')).toMatchObject({ status: 400 });
});

test('a schedule runs by the end of its name', async () => {
  expect(await ask('POST', 'schedules/sweep/run')).toEqual({
    status: 200,
    body: { name: 'tandem-dev-sweep', executionId: 'execution' },
  });
  expect(ran).toEqual(['tandem-dev-sweep']);
  expect(await ask('POST', 'schedules/nothing/run')).toEqual({
    status: 404,
    body: { error: 'there is no schedule nothing', known: ['tandem-dev-sweep'] },
  });
});

test('a process is killed as a crash would end it', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const pid = child.pid ?? 0;
  fake.cloud.track({ name: 'tandem-dev-auth-handler', kind: 'function', pid });
  const ended = once(child, 'exit');
  expect(await ask('POST', 'processes/auth-handler/kill')).toEqual({
    status: 200,
    body: { name: 'tandem-dev-auth-handler', kind: 'function', pid },
  });
  expect(await ended).toEqual([null, 'SIGKILL']);
  fake.cloud.untrack(pid);
});

test('what is not there is 404 with what is', async () => {
  expect(await ask('POST', 'processes/nobody/kill')).toEqual({
    status: 404,
    body: { error: 'no process nobody is running', known: [] },
  });
  expect(await ask('POST', 'functions/nobody/reload')).toMatchObject({ status: 404 });
  expect(await ask('POST', 'containers/nobody/reload')).toMatchObject({ status: 404 });
  expect(await ask('POST', 'trigger', '{}')).toMatchObject({ status: 404 });
  const { status, body } = await ask('GET', 'nothing');
  expect(status).toBe(404);
  expect(body).toMatchObject({
    known: expect.arrayContaining(['GET /_tandem/queues', 'POST /_tandem/trigger']),
  });
});

test('a wrong method and a body that is no JSON are told', async () => {
  expect(await ask('POST', 'status')).toEqual({
    status: 405,
    body: { error: '/_tandem/status takes GET' },
  });
  expect(await ask('POST', 'trigger', 'no json')).toEqual({
    status: 400,
    body: { error: 'the body is not JSON' },
  });
});

test('faults are set, counted, read back and healed', async () => {
  const fault = { target: 'orders', kind: 'latency', rate: 0.5, seed: 7, delayMs: 10 };
  const set = await ask('POST', 'faults', JSON.stringify({ faults: [fault] }));
  const report = { faults: [{ ...fault, hits: 0 }], kills: [], notes: {} };
  expect(set).toEqual({ status: 200, body: report });
  expect(await ask('GET', 'faults')).toEqual(set);
  expect(await ask('DELETE', 'faults')).toEqual(set);
  expect(await ask('GET', 'faults')).toEqual({ status: 200, body: { ...report, faults: [] } });
});

test.each([
  [{ faults: 1 }, 'faults must be a list'],
  [[], 'a fault is an object'],
  [{ kind: 'error', rate: 1 }, 'target must be one of dynamodb'],
  [{ target: 'orders', kind: 'fire', rate: 1 }, 'kind must be one of error'],
  [{ target: 'sns', kind: 'kill', rate: 1 }, 'sns knows only error'],
  [{ target: 'ses', kind: 'bounce', rate: 1 }, 'ses knows only error'],
  [{ target: 'mailbox', kind: 'error', rate: 1 }, 'mailbox knows only bounce'],
  [{ target: 'sqs', kind: 'error' }, 'rate is missing'],
  [{ target: 'sqs', kind: 'error', rate: 2 }, 'rate must be a number from 0 to 1'],
  [{ target: 'sqs', kind: 'error', rate: 1, often: 1 }, 'there is no member often'],
])('the faults %j are refused', async (body, message) => {
  const answer = await ask('POST', 'faults', JSON.stringify(body));
  expect(answer.status).toBe(400);
  expect((answer.body as { error: string }).error).toContain(message);
});

test.each([undefined, 'text/plain', 'application/x-www-form-urlencoded'])(
  'a POST of %s, which any page can send, is refused before it does anything',
  async (type) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const before = ran.length;
    for (const path of ['schedules/sweep/run', 'faults', 'processes/orders/kill', 'trigger']) {
      const response = await fetch(`${url}/${path}`, { method: 'POST', headers });
      expect([response.status, await response.json()]).toEqual([
        415,
        { error: 'send it with content-type: application/json, also without a body' },
      ]);
    }
    expect(ran.length).toBe(before);
  },
);

test('a body that is too large is refused', async () => {
  expect(await ask('POST', 'faults', 'x'.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413 });
});
