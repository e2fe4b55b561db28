// The way to the legacy shop as it is deployed: whom it asks, how each of them fails, and when the shop is left alone.
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { LegacySwitch } from '../../events/http/legacy.ts';
import { type AwsAnswer, startAwsServer } from '../support/aws-server.ts';
import { environmentAt } from '../support/straight.ts';

let aws: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  aws = await startAwsServer();
});
afterAll(() => aws.stop());
afterEach(() => vi.unstubAllEnvs());

const context = { awsRequestId: 'aws-0001', getRemainingTimeInMillis: () => 5_000 } as Context;

const start = async (mode: LegacySwitch['mode'], answer: AwsAnswer | 'hang-up') => {
  vi.resetModules();
  environmentAt(aws.url, {
    ...{ STAGE: 'test', SERVICE: 'legacy', SERVICE_VERSION: '1', LOG_LEVEL: 'silent' },
    ...{ TOKEN_ISSUER: 'http://issuer/v1', TOKEN_AUDIENCE: 'tandem', CORS_ORIGINS: '' },
    JWKS_URL: `${aws.url}/jwks.json`,
    LEGACY_URL: `${aws.url}/shop`,
    LEGACY_ROUTES: 'products.read',
    SWITCHES_PATH: '/switches',
    API_URL: `${aws.url}/v1`,
    DIRECT_KEY_ARN: 'arn:key',
  });
  const { handler } = await import('../../functions/legacy/handler.entry.ts');
  const Value = JSON.stringify({ mode, share: 100, by: 'me', at: '' } satisfies LegacySwitch);
  const asked: (string | undefined)[] = [];
  aws.state.say = ({ headers }) => {
    const [, operation] = String(headers['x-amz-target'] ?? '').split('.');
    if (operation === 'GetParametersByPath') {
      return { body: { Parameters: [{ Name: '/switches/products.read', Value }] } };
    }
    if (operation === 'GetSecretValue') return { body: { SecretString: 'the key' } };
    asked.push(headers['x-api-key'] as string | undefined);
    return answer;
  };
  const id = `prd_${'1'.padStart(32, '0')}`;
  const ask = async () => {
    const event = {
      ...{ httpMethod: 'GET', resource: '/products/{id}', path: `/products/${id}` },
      ...{ headers: {}, requestContext: {}, pathParameters: { id } },
    };
    const call = handler as unknown as (event: object, context: Context) => Promise<unknown>;
    const { statusCode, headers, body } = (await call(event, context)) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    return [statusCode, JSON.parse(body).code, headers['retry-after']];
  };
  return { ask, asked };
};

it('a legacy shop that is down five times in a row is left alone', async () => {
  const { ask, asked } = await start('legacy', { status: 503 });
  for (let count = 0; count < 5; count += 1) {
    expect(await ask()).toEqual([502, 'legacy-failed', '1']);
  }
  expect(await ask()).toEqual([502, 'legacy-failed', '5']);
  expect(asked).toEqual(Array.from({ length: 5 }, () => undefined));
});

it('our own service is asked with its key, and its trouble is ours', async () => {
  const { ask, asked } = await start('tandem', 'hang-up');
  expect(await ask()).toEqual([503, 'overloaded', '1']);
  expect(asked).toEqual(['the key']);
});
