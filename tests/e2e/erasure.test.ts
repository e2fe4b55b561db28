// A customer who wants to be forgotten, in the running system: the merchant is told, and no table knows the person any more.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { listen } from '../support/sandbox-provider.ts';
import { createShop, order, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const wait = { timeout: 30_000, interval: 100 };
const tables = ['users', 'orders', 'products', 'payments', 'webhooks', 'notifications'];
const received: string[] = [];
let server: Awaited<ReturnType<typeof listen>>;
let client: DynamoDBClient;

beforeAll(async () => {
  client = new DynamoDBClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  server = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push(body);
    response.writeHead(204).end();
  });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

/** Keys of the items that know any of it, but for the answers to repeated requests. */
const knowing = async (secrets: readonly string[]): Promise<string[]> => {
  const keys: string[] = [];
  for (const table of tables) {
    const input = { TableName: `tandem-dev-${table}`, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client }, input)) {
      const found = Items.filter((item) => {
        const text = JSON.stringify(item);
        return secrets.some((secret) => text.includes(secret));
      });
      keys.push(...found.map(({ pk, sk }) => `${table} ${pk?.S} ${sk?.S}`));
    }
  }
  return keys.filter((key) => !key.startsWith('orders IDEMPOTENCY#'));
};

it('a customer is forgotten everywhere', async () => {
  const merchant = await shop.clientToken();
  const endpoint = await shop.call<{ id: string }>('POST', '/webhook-endpoints', {
    token: merchant,
    body: { url: `${server.url}/erasure`, eventTypes: ['*'] },
  });
  expect(endpoint.status).toBe(201);
  const { email, password, token } = await shop.newCustomer();
  const name = `Philippa ${randomUUID()}`;
  const phone = `+49151${String(Math.random()).slice(2, 10).padEnd(8, '0')}`;
  const secrets = [email, name, phone];
  await shop.call('POST', '/users/me/addresses', {
    token,
    body: { address: { ...shippingAddress, name } },
  });
  const path = '/users/me/notification-preferences';
  const { body: preferences } = await shop.call('GET', path, { token });
  await shop.call('PUT', path, { token, body: { ...preferences, phone } });
  const placed = await shop.place(token, {
    ...order('MUG-BLUE', 'tok_declined'),
    shippingAddress: { ...shippingAddress, name },
  });
  const { id } = await shop.settled(token, placed.body.id);
  await expect.poll(() => received.filter((body) => body.includes(name)).length, wait).toBe(2);
  expect((await knowing(secrets)).length).toBeGreaterThan(0);

  const gone = await shop.call('POST', '/users/me/deletion', { token, body: { password } });
  expect(gone.status).toBe(202);
  const told = () =>
    received
      .map((body) => JSON.parse(body))
      .filter(({ type }) => type === 'orders.personal-data-erased.v1')
      .map(({ data }) => data.orderId);
  await expect.poll(told, wait).toContain(id);
  await expect.poll(() => knowing(secrets), wait).toEqual([]);
  await shop.call('DELETE', `/webhook-endpoints/${endpoint.body.id}`, { token: merchant });
}, 60_000);
