// Health in a system of which a table is taken away.
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';

let cloud: RunningCloud;
beforeAll(async () => {
  cloud = await startEmbeddedCloud(['--no-build', '--no-seed', '--quiet']);
});
afterAll(() => cloud.stop());

const ask = async (url: string) => {
  const response = await fetch(url);
  const { headers, status } = response;
  return { status, body: (await response.json()) as Record<string, unknown>, headers };
};

it('is not ok while a table is gone, and tells everybody no more than that', async () => {
  const [api, own] = [`${cloud.apiUrl}/health`, `${cloud.awsUrl}/_tandem/health`];
  expect([(await ask(api)).body, (await ask(own)).body]).toEqual([
    { status: 'ok', version: expect.any(String) },
    { ok: true },
  ]);
  const client = new DynamoDBClient({
    endpoint: cloud.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(new DeleteTableCommand({ TableName: 'tandem-dev-orders' }));
  client.destroy();
  // What is remembered is five seconds old at most.
  await expect.poll(async () => (await ask(api)).status, { timeout: 60_000 }).toBe(503);
  const { body, headers } = await ask(api);
  expect(body).toMatchObject({
    code: 'unavailable',
    detail: 'A part of this API is not well. Please try again later.',
    retryable: true,
  });
  expect(JSON.stringify(body)).not.toContain('tandem-dev');
  expect(headers.get('retry-after')).toBe('5');
  expect(await ask(own)).toMatchObject({
    status: 503,
    body: { error: 'gone since the start: table tandem-dev-orders' },
  });
});
