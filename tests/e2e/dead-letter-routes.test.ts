// Dead letters through the public API: an administrator sees them, sends them back and throws them away, and leaves a trace.
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const client = new SQSClient({
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
afterAll(() => client.destroy());

interface Letters {
  readonly items: readonly {
    readonly id: string;
    readonly reason: string;
    readonly from: string;
  }[];
}

const moveToDeadLetters = async (
  service: string,
  body: unknown,
  attributes: Record<string, string>,
) => {
  const QueueName = `tandem-dev-${service}-dead-letters`;
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]),
      ),
    }),
  );
};

const ask = async <T>(method: string, path: string, body?: unknown) => {
  const token = await shop.tokenOf(admin);
  return shop.call<T>(method, `/admin/dead-letters${path}`, { token, body });
};

it('a letter is shown with its reason and thrown away', async () => {
  const id = `msg_routes_${Date.now()}`;
  const letter = { specversion: '1.0', id, type: 'webhooks.test.v1', subject: id, data: {} };
  await moveToDeadLetters('webhooks', letter, {
    reason: 'Error: as a test',
    from: 'inbox',
    receives: '5',
  });
  const { body } = await ask<Letters>('GET', `/webhooks?subject=${id}`);
  expect(body.items).toMatchObject([{ id, reason: 'Error: as a test', from: 'inbox' }]);
  const queues = await ask<{ items: { service: string; messages: number }[] }>('GET', '');
  const depth = queues.body.items.find(({ service }) => service === 'webhooks')?.messages;
  expect(depth).toBeGreaterThan(0);
  const purged = await ask('POST', '/webhooks/purge', { id });
  expect(purged.body).toMatchObject({ purged: 1 });
  expect((await ask<Letters>('GET', `/webhooks?id=${id}`)).body.items).toEqual([]);
});

it('a message that was handled already goes back and changes nothing', async () => {
  const sku = await shop.newSku(5);
  const placed = await shop.place(await shop.tokenOf(demo), order(sku));
  await shop.settled(await shop.tokenOf(demo), placed.body.id);
  const data = {
    orderId: placed.body.id,
    lines: [{ sku, quantity: 1 }],
    expiresAt: '2099-01-01T00:00:00.000Z',
  };
  const again = {
    specversion: '1.0',
    id: `again_${placed.body.id}`,
    source: '/tandem/test',
    type: 'products.reserve-stock.v1',
    subject: placed.body.id,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    sequence: 1,
    correlationid: 'request-1',
    causationid: 'request-1',
    data,
  };
  await moveToDeadLetters('products', again, {});
  const { body } = await ask('POST', '/products/redrive', { subject: placed.body.id });
  expect(body).toMatchObject({ redriven: 1, skipped: 0 });
  await expect
    .poll(async () => (await ask<Letters>('GET', `/products?id=${again.id}`)).body.items, {
      timeout: 20_000,
    })
    .toEqual([]);
  expect(await shop.stock(sku)).toEqual({ onHand: 5, reserved: 1, available: 4 });
});
