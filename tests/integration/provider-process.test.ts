// The sandbox provider as the embedded cloud runs it.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';
import { startProvider } from '../../localstack/tandem/provider/process.ts';
import { type FakeCloud, fakeCloud } from '../support/fake-cloud.ts';

let fake: FakeCloud;

beforeEach(async () => {
  fake = await fakeCloud();
});
afterEach(() => fake.stop());

async function start() {
  return await startProvider(fake.cloud, {
    port: await freePort(),
    apiKey: 'key',
    webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    webhookUrl: 'http://127.0.0.1:1/webhooks',
    dataFile: undefined,
  });
}

test('it listens, and is there again after a crash', async () => {
  const { url } = await start();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const [first] = fake.cloud.processes();
  process.kill(first?.pid ?? 0, 'SIGKILL');
  const health = () =>
    fetch(`${url}/health`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(health, { timeout: 30_000 }).toBe(200);
  const [second] = fake.cloud.processes();
  expect(second).toEqual({ ...first, pid: expect.any(Number) });
  expect(second?.pid).not.toBe(first?.pid);
});

test('it says what cannot be sent again', async () => {
  const { trigger } = await start();
  await expect(
    trigger({ event: 'capture.succeeded', order: 'ord_none', mode: 'normal' }),
  ).rejects.toThrow('the provider was never asked about order ord_none');
});
