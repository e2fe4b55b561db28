// Orders calls products with a client of its own, and nobody who buys notices when that client changes.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientKey } from '../../functions/auth/writes.ts';
import { withDatabase } from '../../localstack/tandem/seed/database.ts';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import { secretsOf } from '../support/forged-tokens.ts';
import { createContract } from '../support/http-contract.ts';
import { clientSecretId, readClient, serviceToken } from '../support/service-client.ts';
import { demo, order } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

// A system of its own: its client is removed.
let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSystemUnderTest();
});
afterAll(() => system.stop());

const SecretId = clientSecretId('orders');
const rotate = () => secretsOf(system.shop.awsUrl).send(new RotateSecretCommand({ SecretId }));
/** The new task has no token yet. */
const replaceOrders = () => system.shop.helper('containers/orders/reload', { method: 'POST' });

/** Sends orders from several customers until it is told to stop; answers how many were answered how. */
const customers = (send: () => Promise<number>) => {
  const statuses = new Map<unknown, number>();
  let stopped = false;
  const customer = async () => {
    while (!stopped) {
      const status = await send().catch((error: unknown) => String(error));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await sleep(50);
    }
  };
  const running = Array.from({ length: 6 }, customer);
  return async () => {
    stopped = true;
    await Promise.all(running);
    return statuses;
  };
};

it('the first order of a system is placed, and rotations under load refuse none', async () => {
  const { shop, lines } = system;
  const sku = await shop.newSku(100_000);
  const token = await shop.tokenOf(demo);
  expect((await shop.place(token, order(sku))).status).toBe(201);

  const secrets = [(await readClient(shop.awsUrl, 'orders')).clientSecret];
  /** As a careful client: told to come again, it does so once, with the same key. */
  const stop = customers(async () => {
    const key = randomUUID();
    const { status, headers } = await shop.place(token, order(sku), key);
    const wait = headers.get('retry-after');
    if (status !== 503 || wait === null) return status;
    await sleep(Number(wait) * 1000);
    return (await shop.place(token, order(sku), key)).status;
  });
  for (let round = 0; round < 2; round += 1) {
    await sleep(500);
    await rotate();
    secrets.push((await readClient(shop.awsUrl, 'orders')).clientSecret);
    await sleep(500);
    await replaceOrders();
  }
  await sleep(500);
  const statuses = await stop();
  expect([...statuses.keys()]).toEqual([201]);
  const text = lines.join('\n');
  // Whoever was told to come again was so for the load: no token and no quote was refused.
  const refusals = /"route":"\/(oauth\/token|variants)","status":40[13]/;
  expect(lines.filter((line) => refusals.test(line))).toEqual([]);
  expect(text).toMatch(/"route":"\/variants","status":200/);
  expect(statuses.get(201)).toBeGreaterThan(12);
  expect(new Set(secrets).size).toBe(3);

  expect(text).toContain('service-client-rotated');
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}, 120_000);

it('the client opens the one door that it is for', async () => {
  const { shop } = system;
  const { ask, refused } = createContract(shop);
  const sku = await shop.newSku(7);
  const token = await serviceToken(shop, 'orders');
  const { body } = await ask<{ items: object[] }>('products.list-variants', {
    query: `?sku=${sku}&sku=UNKNOWN`,
    token,
  });
  expect(body.items).toEqual([expect.objectContaining({ sku, available: 7, status: 'active' })]);
  await refused('products.read-stock', { token, params: { sku } }, 403, 'forbidden');
  await refused('products.create', { token, body: {} }, 403, 'forbidden');
  await refused('orders.list', { token }, 403, 'forbidden');
  await refused('auth.list-users', { token }, 403, 'forbidden');
});

it('a client that was removed is missed by new tasks, and the next rotation brings it back', async () => {
  const { shop } = system;
  const sku = await shop.newSku(100);
  const token = await shop.tokenOf(demo);
  const place = () => shop.place(token, order(sku));
  const { clientId } = await readClient(shop.awsUrl, 'orders');
  // No route removes it; somebody with the table at hand can.
  await withDatabase({ apiUrl: '', awsUrl: shop.awsUrl, stage: 'dev' }, (client) =>
    createTable(client, 'tandem-dev-users').transact([{ remove: clientKey(clientId) }]),
  );
  expect((await place()).status).toBe(201);
  await replaceOrders();
  const refused = await place();
  expect([refused.status, refused.body, refused.headers.get('retry-after')]).toEqual([
    503,
    expect.objectContaining({ code: 'overloaded', retryable: true }),
    '1',
  ]);
  await rotate();
  await expect.poll(async () => (await place()).status, { timeout: 30_000 }).toBe(201);
}, 60_000);
