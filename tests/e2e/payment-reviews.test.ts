// What staff does about payments: a dispute is looked at and closed, an event of nobody's is kept, the daily report is read.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { sign } from '../../platform/calls/standard-webhooks.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const account = {
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const wait = { timeout: 30_000, interval: 100 };

interface Review {
  readonly id: string;
  readonly reasons: readonly string[];
}

it('a disputed payment holds its order until a person has closed the review', async () => {
  const [customer, staff] = [await shop.tokenOf(demo), await shop.tokenOf(admin)];
  const { body } = await shop.place(customer, order('MUG-BLUE'));
  const { id } = await shop.settled(customer, body.id);
  await shop.helper('trigger', {
    method: 'POST',
    body: JSON.stringify({ event: 'dispute.opened', order: id, mode: 'duplicate' }),
  });
  const review = async (): Promise<Review | undefined> => {
    const { body: page } = await shop.call<{ items: Review[] }>(
      'GET',
      '/payment-reviews?limit=100',
      { token: staff },
    );
    return page.items.find((each) => each.id === id);
  };
  await expect.poll(review, wait).toMatchObject({ reasons: ['dispute opened: no reason given'] });
  const ship = () =>
    shop.call('POST', `/orders/${id}/shipments`, {
      token: staff,
      body: { carrier: 'Post', trackingNumber: 'T1' },
      headers: { 'idempotency-key': randomUUID() },
    });
  await expect.poll(async () => (await ship()).status, wait).toBe(409);
  const closure = { reasons: (await review())?.reasons, note: 'the card holder has withdrawn it' };
  const close = (token: string) =>
    shop.call('POST', `/payment-reviews/${id}/closure`, { token, body: closure });
  expect(outcomeOf(await close(customer))).toBe('403 forbidden');
  expect((await close(staff)).status).toBe(204);
  expect(outcomeOf(await close(staff))).toBe('409 invalid-state');
  expect(await review()).toBeUndefined();
  await expect.poll(async () => (await ship()).status, wait).toBe(201);
});

it('an event of the provider about an unknown order is taken and kept', async () => {
  const orderId = `ord_${randomUUID().replaceAll('-', '')}`;
  const secrets = new SecretsManagerClient(account);
  const { SecretString = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: 'tandem/dev/webhooks/provider-webhook-secret' }),
  );
  const data = {
    id: 'auth_none',
    key: `${orderId}:authorization`,
    amount: 100,
    currency: 'EUR',
    reason: null,
  };
  const payload = JSON.stringify({ type: 'authorization.succeeded', data });
  const [id, timestamp] = [`evt_${randomUUID()}`, Math.floor(Date.now() / 1000)];
  const { status } = await shop.call('POST', '/webhooks/payments/sandbox', {
    body: payload,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign([SecretString], { id, timestamp, body: payload }),
    },
  });
  expect(status).toBe(202);
  const database = new DynamoDBClient(account);
  const kept = async () => {
    const { Items = [] } = await database.send(
      new ScanCommand({ TableName: 'tandem-dev-payments' }),
    );
    return Items.find(
      ({ pk, event }) => pk?.S?.startsWith('KEPT#') && event?.M?.reference?.S === data.key,
    );
  };
  await expect
    .poll(kept, wait)
    .toMatchObject({ tries: { N: '1' }, due: { S: expect.any(String) } });
});

it('the report of yesterday is there when the schedule has come by', async () => {
  const token = await shop.tokenOf(admin);
  await shop.helper('schedules/payments-reconciliation/run', { method: 'POST' });
  const reports = async () => {
    const { body } = await shop.call<{ items: { day: string }[] }>('GET', '/payment-reports', {
      token,
    });
    return body.items;
  };
  await expect.poll(async () => (await reports()).length, wait).toBe(1);
  const [{ day } = { day: '' }] = await reports();
  expect((await shop.call('GET', `/payment-reports/${day}`, { token })).body).toEqual({
    day,
    matched: 0,
    differing: 0,
    differences: [],
  });
});
