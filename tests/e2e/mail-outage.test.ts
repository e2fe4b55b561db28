// A mail service that fails, hangs or sends mails back never holds up an order, and when it works again each mail arrives once.
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, type Mail, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

interface Count {
  readonly kind: string;
  readonly hits: number;
}

const setFaults = (faults: readonly object[]) =>
  shop.helper('faults', { method: 'POST', body: JSON.stringify({ faults }) });

/** Answers how often each kind has struck. */
const heal = async (): Promise<Record<string, number>> => {
  const { faults } = await shop.helper<{ faults: Count[] }>('faults', { method: 'DELETE' });
  return Object.fromEntries(faults.map(({ kind, hits }) => [kind, hits]));
};
afterEach(() => heal());

/** Ids of orders that were confirmed before a mail that waits comes again, which it does after a minute. */
const confirmedOrders = async (token: string, count: number): Promise<string[]> => {
  const placed = await Promise.all(
    Array.from({ length: count }, () => shop.place(token, order('MUG-BLUE'))),
  );
  const settled = await Promise.all(placed.map(({ body }) => shop.settled(token, body.id, 30)));
  expect(settled.map(({ status }) => status)).toEqual(Array(count).fill('confirmed'));
  return settled.map(({ id }) => id);
};

const postponed = async (): Promise<number> => {
  const sqs = new SQSClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: 'tandem-dev-notifications-inbox' }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessagesDelayed'],
    }),
  );
  sqs.destroy();
  return Number(Attributes?.ApproximateNumberOfMessagesDelayed);
};

const mailsAbout = async (email: string, orderIds: readonly string[]): Promise<number[]> => {
  const mails = await shop.helper<Mail[]>(`mailbox?to=${encodeURIComponent(email)}`);
  return orderIds.map((id) => mails.filter(({ subject }) => subject.includes(id)).length);
};

it('orders are confirmed while mails fail in every way, and each mail arrives once', async () => {
  const { email, token } = await shop.newCustomer();
  const fault = { target: 'ses', seed: 7 };
  await setFaults([
    { ...fault, kind: 'error', rate: 0.3 },
    { ...fault, kind: 'throttle', rate: 0.4, seed: 8 },
    { ...fault, kind: 'timeout-after', rate: 0.5, delayMs: 200, seed: 9 },
    // Longer than the service waits.
    { ...fault, kind: 'latency', rate: 1, delayMs: 6_000 },
  ]);
  const orderIds = await confirmedOrders(token, 12);
  await sleep(5_000);
  const struck = await heal();
  for (const kind of ['error', 'throttle', 'timeout-after', 'latency']) {
    expect(struck[kind], kind).toBeGreaterThan(0);
  }
  // What could not be sent waits in the inbox for a minute, as a message of its own.
  expect(await postponed()).toBeGreaterThan(0);
  const arrived = async () => (await mailsAbout(email, orderIds)).filter((count) => count > 0);
  await expect
    .poll(async () => (await arrived()).length, { timeout: 120_000, interval: 500 })
    .toBe(orderIds.length);
  await sleep(2_000);
  expect(await mailsAbout(email, orderIds)).toEqual(orderIds.map(() => 1));
  const queues =
    await shop.helper<{ name: string; deadLetter: { visible: number } | null }[]>('queues');
  const inbox = queues.find(({ name }) => name === 'tandem-dev-notifications-inbox');
  expect(inbox?.deadLetter?.visible).toBe(0);
}, 180_000);

it('an order is confirmed whose mail comes back, and nothing more goes to that address', async () => {
  const [gone, other] = [await shop.newCustomer(), await shop.newCustomer()];
  await setFaults([{ target: 'mailbox', kind: 'bounce', rate: 1, seed: 1 }]);
  const [first = ''] = await confirmedOrders(gone.token, 1);
  const hits = async () => {
    const { faults } = await shop.helper<{ faults: Count[] }>('faults');
    return faults[0]?.hits;
  };
  await expect.poll(hits).toBe(1);
  await heal();
  // Until the news of the bounce has come round.
  await sleep(2_000);
  const [second = ''] = await confirmedOrders(gone.token, 1);
  const [third = ''] = await confirmedOrders(other.token, 1);
  await shop.mailTo(other.email, ({ subject }) => subject.includes(third));
  await sleep(1_000);
  expect(await mailsAbout(gone.email, [first, second])).toEqual([0, 0]);
});
