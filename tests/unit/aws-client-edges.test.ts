// Calls of AWS at their limits: how long, how often and how many, and from when on our clock is the wrong one.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readApis, requestOf } from '../../platform/calls/aws/aws-api.ts';
import { maxAttempts, timeouts } from '../../platform/calls/aws/aws-client.ts';
import { queryProtocol } from '../../platform/calls/aws/query-protocol.ts';
import { clientOptions } from '../../platform/calls/aws.ts';
import { startAwsServer } from '../support/aws-server.ts';
import { straightAt } from '../support/straight.ts';

let server: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  server = await startAwsServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.state.asked.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const read = () => new GetItemCommand({ TableName: 'T', Key: { pk: { S: 'A' } } });

it('a call has a second to connect and three for its answer, and is made three times at most', () => {
  expect([timeouts, maxAttempts]).toEqual([{ connectionTimeout: 1_000, requestTimeout: 3_000 }, 3]);
  expect(clientOptions).toMatchObject({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    },
    cacheMiddleware: true,
  });
});

it('fifty are made at once, 500 wait, and one more is refused', async () => {
  server.state.say = () => 'silence';
  const client = straightAt(server.url);
  const aborted = new AbortController();
  const all = Array.from({ length: 551 }, () =>
    client.send(read(), { abortSignal: aborted.signal }).then(
      () => 'answered',
      (error: { code?: string }) => error.code ?? 'given up',
    ),
  );
  await vi.waitUntil(() => server.state.asked.length >= 50, { timeout: 20_000 });
  expect(await all[550]).toBe('overloaded');
  expect(server.state.asked).toHaveLength(50);
  aborted.abort();
  const outcomes = await Promise.all(all);
  expect(outcomes.filter((outcome) => outcome === 'overloaded')).toHaveLength(1);
  client.destroy();
});

describe('a clock', () => {
  const ours = Date.parse('2026-01-01T00:00:00.000Z');
  const signedAt = async (secondsAhead: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: ours });
    const date = new Date(ours + secondsAhead * 1_000).toUTCString();
    server.state.say = () => ({ headers: { date } });
    const client = straightAt(server.url);
    await client.send(read());
    await client.send(read());
    client.destroy();
    return server.state.asked.splice(0).map(({ headers }) => headers['x-amz-date']);
  };

  it.each([
    [300, '20260101T000000Z'],
    [301, '20260101T000501Z'],
    [-300, '20260101T000000Z'],
    [-301, '20251231T235459Z'],
  ])('that AWS is %d s ahead of is the one to sign by, or %s', async (ahead, time) => {
    expect(await signedAt(ahead)).toEqual(['20260101T000000Z', time]);
  });
});

describe('where a service is', () => {
  const toOf = (environment: Readonly<Record<string, string>>) => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB'])
      vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { to, headers, service } = requestOf(read() as never, readApis());
    return [to.href, headers.host, headers['x-amz-target'], service];
  };

  it.each([
    [{ AWS_REGION: 'eu-west-1' }, 'dynamodb.eu-west-1.amazonaws.com', 'https'],
    [{ AWS_REGION: 'cn-north-1' }, 'dynamodb.cn-north-1.amazonaws.com.cn', 'https'],
    [{ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://a:1' }, 'a:1', 'http'],
    [
      {
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: 'http://a:1',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://b:2',
      },
      'b:2',
      'http',
    ],
  ])('by %j is %s', (environment, host, protocol) => {
    expect(toOf(environment)).toEqual([
      ...[`${protocol}://${host}/`, host, 'DynamoDB_20120810.GetItem', 'dynamodb'],
    ]);
  });

  it('of another service than those we call is nowhere', () => {
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const other = { input: {}, schema: [9, 'com.amazonaws.s3', 'GetObject'] } as never;
    expect(() => requestOf(other, readApis())).toThrow('no command of com.amazonaws.s3');
  });
});

it('the last character that there is is read by its number, and one beyond is not', () => {
  const error = '<Error><Code>a</Code><Message>&#x10ffff;&#x110000;&#1114112;</Message></Error>';
  expect(queryProtocol('2010-03-31').failure(`<ErrorResponse>${error}</ErrorResponse>`)).toEqual({
    code: 'a',
    message: '\u{10ffff}&#x110000;&#1114112;',
    members: {},
  });
});
