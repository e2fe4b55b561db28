// Functions as Lambda starts them: by their environment, with what they stand on in the place of AWS.
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { customer, defineRoute } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { httpFunction } from '../../platform/service/http-function.ts';
import { type AwsAnswer, startAwsServer } from '../support/aws-server.ts';
import { identity } from '../support/http.ts';
import { environmentAt } from '../support/straight.ts';

let aws: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  aws = await startAwsServer();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.state.asked.length = 0;
  environmentAt(aws.url, {
    STAGE: 'test',
    SERVICE: 'test',
    SERVICE_VERSION: '1.2.3',
    LOG_LEVEL: 'silent',
    TOKEN_ISSUER: 'http://issuer/v1',
    TOKEN_AUDIENCE: 'tandem',
    JWKS_URL: `${aws.url}/jwks.json`,
  });
});
afterEach(() => vi.unstubAllEnvs());

const context = { awsRequestId: 'aws-0001', getRemainingTimeInMillis: () => 5_000 } as Context;
type Called = (event: unknown, context: Context) => Promise<unknown>;
const asked = (path: string, headers: Readonly<Record<string, string>> = {}) => ({
  ...{ httpMethod: 'GET', resource: path, path, headers, requestContext: {} },
});
const answerOf = async (handler: unknown, event: object) => {
  const answer = (await (handler as Called)(event, context)) as {
    statusCode: number;
    headers: Record<string, string>;
    body: string;
  };
  return { ...answer, body: JSON.parse(answer.body) };
};

describe('health', () => {
  it('is well while every table serves, and else may be asked again in five seconds', async () => {
    vi.stubEnv('TABLES', JSON.stringify({ orders: 'tandem-orders' }));
    const { handler } = await import('../../functions/health/handler.entry.ts');
    vi.useFakeTimers({ toFake: ['Date'] });
    let state = 'ACTIVE';
    aws.state.say = () => ({ body: { Table: { TableStatus: state } } });
    const ask = () => answerOf(handler, asked('/health'));
    expect(await ask()).toMatchObject({
      statusCode: 200,
      body: { status: 'ok', version: '1.2.3' },
    });
    state = 'DELETING';
    vi.advanceTimersByTime(5_000);
    expect(await ask()).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'unavailable' },
    });
    vi.useRealTimers();
  });
});

describe('facts', () => {
  it('are lines in the folder of their type and day, and what is none comes back', async () => {
    const { handler } = await import('../../functions/facts/transform.entry.ts');
    const encoded = (text: string) => Buffer.from(text).toString('base64');
    const fact = {
      ...{ specversion: '1.0', id: 'msg_1', type: 'orders.order-placed.v1', subject: 'ord_1' },
      ...{ time: '2026-01-31T00:00:00.000Z', data: { orderId: 'ord_1' } },
    };
    const records = [
      { recordId: '1', data: encoded(JSON.stringify(fact)) },
      { recordId: '2', data: encoded('none') },
    ];
    const answer = (await (handler as unknown as Called)({ records }, context)) as {
      records: { data: string }[];
    };
    const [line, none] = answer.records;
    expect(line).toMatchObject({
      ...{ recordId: '1', result: 'Ok' },
      metadata: { partitionKeys: { type: 'orders.order-placed.v1', day: '2026-01-31' } },
    });
    expect(Buffer.from(line?.data ?? '', 'base64').toString()).toMatch(/^\{.*\}\n$/);
    expect(none).toEqual({ recordId: '2', result: 'ProcessingFailed', data: encoded('none') });
  });
});

describe('the hook before the traffic', () => {
  const target = { lambdaFunctionInfo: { functionName: 'tandem-docs', targetVersion: '7' } };
  const start = async (ofFunction: AwsAnswer) => {
    vi.stubEnv('FUNCTION_PREFIX', 'tandem-');
    vi.stubEnv('QUESTIONS', '{}');
    const { handler } = await import('../../functions/rollout/hook.entry.ts');
    const told: string[] = [];
    aws.state.say = ({ headers, body }) => {
      const operation = String(headers['x-amz-target'] ?? '').split('.')[1];
      if (operation === 'ListDeploymentTargets') return { body: { targetIds: ['t'] } };
      if (operation === 'BatchGetDeploymentTargets') {
        return { body: { deploymentTargets: [{ lambdaTarget: target }] } };
      }
      if (operation !== undefined) told.push(JSON.parse(body).status);
      return operation === undefined ? ofFunction : {};
    };
    const call = (event: object) => (handler as unknown as Called)(event, context);
    return { call, told };
  };
  const deployment = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e-1' };

  it('lets traffic in where a version answers, and keeps it out where not', async () => {
    const well = await start({ body: { warm: true } });
    expect(await well.call(deployment)).toEqual({ faults: [] });
    expect(well.told).toEqual(['Succeeded']);
    const broken = await start({ body: {} });
    expect(await broken.call(deployment)).toEqual({
      faults: [expect.stringContaining('tandem-docs:7 is not ready')],
    });
    expect(broken.told).toEqual(['Failed']);
  });

  it('by hand asks those that are named, and tells nobody else', async () => {
    const { call, told } = await start({ body: {} });
    const targets = [{ name: 'tandem-docs', version: '8' }];
    expect(await call({ targets })).toEqual({ faults: [expect.stringContaining('docs:8')] });
    expect(told).toEqual([]);
  });
});

it('the deliverer works on the endpoint that a message names', async () => {
  vi.stubEnv('TABLE_NAME', 'tandem-webhooks');
  vi.stubEnv('DELIVERIES_QUEUE_URL', `${aws.url}/deliveries`);
  vi.stubEnv('DEAD_LETTERS_URL', `${aws.url}/dead`);
  aws.state.say = () => ({ body: { Items: [] } });
  const { handler } = await import('../../functions/webhooks/deliver.entry.ts');
  const body = JSON.stringify({ endpointId: 'whe_1' });
  const Records = [{ messageId: 'm-1', body, attributes: { ApproximateReceiveCount: '1' } }];
  expect(await (handler as unknown as Called)({ Records }, context)).toEqual({
    batchItemFailures: [],
  });
  const partitions = aws.state.asked.flatMap(
    ({ body: asked }) => asked.match(/ENDPOINT#\w+/) ?? [],
  );
  expect(new Set(partitions)).toEqual(new Set(['ENDPOINT#whe_1']));
});

const config = {
  ...{ STAGE: 'test', SERVICE: 'test', SERVICE_VERSION: '1', LOG_LEVEL: 'silent' },
  ...{ TOKEN_ISSUER: 'http://issuer/v1', TOKEN_AUDIENCE: 'tandem', CORS_ORIGINS: [] },
};

it('a run has the time that its invocation has left', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 10_000 });
  const run = scheduledFunction(config, () => async (given) => given) as unknown as Called;
  expect(await run({}, context)).toEqual({ id: 'aws-0001', until: 15_000 });
  vi.useRealTimers();
});

it('a token is judged by the issuer’s keys, or by who else is named', async () => {
  const route = defineRoute({
    ...{ id: 'test.mine', service: 'orders', method: 'GET', path: '/mine', summary: 'Mine' },
    ...{ auth: customer, request: {}, responses: { 200: null } },
  } as Parameters<typeof defineRoute>[0]);
  const mine = endpoint(route, () => ({ status: 200, body: {} }));
  const whole = { ...config, JWKS_URL: `${aws.url}/jwks.json` };
  const headers = { authorization: 'Bearer no.token.ofours' };
  const statusOf = async (handler: unknown) =>
    (await answerOf(handler, asked('/mine', headers))).statusCode;
  expect(await statusOf(httpFunction(whole, () => ({ endpoints: [mine] })))).toBe(401);
  const verify = async () => identity();
  expect(await statusOf(httpFunction(whole, () => ({ endpoints: [mine], verify })))).toBe(200);
});
