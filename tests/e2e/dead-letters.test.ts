// A message that nobody can handle dies after its receives, tells why, and goes back without an effect of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

const run = promisify(execFile);
const shop = createShop(apiUrl, awsUrl);
const port = new URL(apiUrl).port;
const client = new SQSClient({
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const dlq = async (...args: string[]): Promise<string> => {
  const { stdout } = await run(process.execPath, [
    'localstack/cli.ts',
    'dlq',
    ...args,
    '--port',
    port,
  ]);
  return stdout;
};

const url = async (QueueName: string) =>
  (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';

interface Letter {
  readonly id: string | null;
  readonly type: string | null;
  readonly reason: string;
}

const poison = {
  specversion: '1.0',
  id: 'msg_poison_00000001',
  source: '/tandem/test',
  type: 'products.fly-away.v1',
  subject: 'nobody',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  sequence: 1,
  correlationid: 'request-1',
  causationid: 'request-1',
  data: {},
};

/** After this many receives a message of the products' inbox dies; five receives of 30 s are too long for a test. */
const dieAfter = async (maxReceiveCount: number): Promise<string> => {
  const QueueUrl = await url('tandem-dev-products-inbox');
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:tandem-dev-products-dead-letters';
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  return QueueUrl;
};
afterAll(() => dieAfter(5));

beforeAll(async () => {
  const QueueUrl = await dieAfter(1);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(poison) }));
});

it('a poison message is shown with why it died, and purged', async () => {
  const letters = async () =>
    JSON.parse(await dlq('show', 'products', '--type', poison.type, '--json')) as Letter[];
  await expect
    .poll(async () => (await letters()).map(({ id }) => id), { timeout: 55_000, interval: 1000 })
    .toEqual([poison.id]);
  const [letter] = await letters();
  expect(letter?.reason).toContain('unreadable message: unknown type products.fly-away.v1');
  expect(await dlq('purge', 'products', '--id', poison.id, '--yes')).toContain('1 thrown away');
  expect(await letters()).toEqual([]);
}, 70_000);

it('a message that was handled long ago is redriven and changes nothing', async () => {
  const token = await shop.tokenOf(demo);
  const sku = await shop.newSku(5);
  const { body } = await shop.place(token, order(sku));
  await shop.settled(token, body.id);
  // Not an id of ours: the auditor would rightly ask who sent it.
  const again = { ...poison, type: 'products.reserve-stock.v1', id: `staff_again_${body.id}` };
  const lines = [{ sku, quantity: 1 }];
  const data = { orderId: body.id, lines, expiresAt: '2099-01-01T00:00:00.000Z' };
  await client.send(
    new SendMessageCommand({
      QueueUrl: await url('tandem-dev-products-dead-letters'),
      MessageBody: JSON.stringify({ ...again, subject: body.id, data }),
    }),
  );
  expect(await dlq('redrive', 'products', '--subject', body.id)).toContain('1 sent back');
  await expect
    .poll(() => dlq('show', 'products', '--subject', body.id), { timeout: 20_000 })
    .toContain('nothing here');
  expect(await shop.stock(sku)).toEqual({ onHand: 5, reserved: 1, available: 4 });
});
