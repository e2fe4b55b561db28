// What customers are told: preferences, and the link at the end of a mail.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { admin, createShop, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const path = '/users/me/notification-preferences';

it('a customer reads mails in German, and stops them with one click', async () => {
  const { email, token } = await shop.newCustomer();
  const { body: before } = await shop.call('GET', path, { token });
  const german = { ...before, locale: 'de' };
  expect(await shop.call('PUT', path, { token, body: german })).toMatchObject({ status: 200 });
  const placed = await shop.place(token, order('MUG-BLUE'));
  const mail = await shop.mailTo(email, ({ subject }) => subject.includes(placed.body.id));
  expect(mail.subject).toBe(`Bestellung ${placed.body.id} ist bestätigt`);
  const link = /https?:\S+\/unsubscribe\?token=\S+/.exec(mail.text)?.[0] ?? '';
  const route = link.slice(link.indexOf('/unsubscribe'));
  const page = await shop.call('GET', route);
  expect(page.status).toBe(200);
  expect(page.text).toContain('<button>Abbestellen</button>');
  const click = await shop.call('POST', route, {
    body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(click.status).toBe(200);
  const { body: after } = await shop.call('GET', path, { token });
  expect(after).toEqual({ ...german, email: { orders: false, shipping: true } });
  expect(outcomeOf(await shop.call('GET', `${route}x`))).toBe('400 invalid-token');
});

it('an address that has bounced for good gets no more mail', async () => {
  const { email, token } = await shop.newCustomer();
  const sns = new SNSClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  // As SES publishes it to the topic of the configuration set.
  const bounce = { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: email }] };
  await sns.send(
    new PublishCommand({
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:tandem-dev-notifications-feedback',
      Message: JSON.stringify({ eventType: 'Bounce', bounce }),
    }),
  );
  const mails = async () =>
    (await shop.helper<object[]>(`mailbox?to=${encodeURIComponent(email)}`)).length;
  const before = await mails();
  await sleep(1_000);
  const placed = await shop.place(token, order('MUG-BLUE'));
  await shop.settled(token, placed.body.id);
  await sleep(1_500);
  expect(await mails()).toBe(before);
});

it('a text message tells that an order is on its way, to those who want it', async () => {
  const { token } = await shop.newCustomer();
  const phone = `+4915${String(Date.now()).slice(-9)}`;
  const { body: before } = await shop.call('GET', path, { token });
  const wish = { ...before, sms: { shipping: true }, phone };
  expect((await shop.call('PUT', path, { token, body: wish })).status).toBe(200);
  const placed = await shop.place(token, order('MUG-BLUE'));
  await shop.settled(token, placed.body.id);
  const shipped = await shop.call('POST', `/orders/${placed.body.id}/shipments`, {
    token: await shop.tokenOf(admin),
    body: { carrier: 'Post', trackingNumber: 'T1' },
    headers: { 'idempotency-key': randomUUID() },
  });
  expect(shipped.status).toBe(201);
  const text = await shop.mailTo(phone, ({ channel }) => channel === 'sms');
  expect(text.text).toBe(`Order ${placed.body.id} is on its way`);
});
