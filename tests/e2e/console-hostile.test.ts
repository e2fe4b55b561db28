// Whatever a stranger has written is text on every page of the console, and what is long or right to left stays in its place.
import { randomBytes } from 'node:crypto';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { awsUrl } from '../support/cloud.ts';
import { consoleUrl, shop, visitConsole } from '../support/console.ts';
import { admin, shippingAddress } from '../support/shop.ts';

const aws = {
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const payload = '<img src=x onerror="top.pwned=1"><script>top.pwned=1</script>';
const name = `${payload.slice(0, 70)} שלום`;
const traceId = randomBytes(16).toString('hex');
const mark = `planted-${randomBytes(4).toString('hex')}`;

const plantProduct = async (): Promise<string> => {
  const sku = `XSS-${randomBytes(4).toString('hex')}`;
  const { status, text } = await shop.call('POST', '/products', {
    token: await shop.tokenOf(admin),
    body: {
      name: `${payload} ${'Long'.repeat(25)}`,
      description: payload,
      category: 'kitchen',
      variants: [{ sku, name: payload, price: { amount: 100, currency: 'EUR' }, stock: 9 }],
    },
  });
  expect([status, text]).toEqual([201, expect.any(String)]);
  return sku;
};

const plantOrder = async (sku: string): Promise<string> => {
  const customer = await shop.newCustomer();
  const { token } = customer;
  await shop.call('PATCH', '/users/me', { token, body: { name } });
  const placed = await shop.place(token, {
    lines: [{ sku, quantity: 1 }],
    shippingAddress: { ...shippingAddress, name, line1: payload },
    paymentMethod: { token: 'tok_approved' },
  });
  expect([placed.status, placed.text]).toEqual([201, expect.any(String)]);
  await shop.settled(token, placed.body.id);
  return placed.body.id;
};

const plantEndpoint = async (): Promise<void> => {
  const { status, text } = await shop.call('POST', '/webhook-endpoints', {
    token: await shop.tokenOf(admin),
    body: {
      url: 'http://127.0.0.1:9/<script>top.pwned=1</script>',
      eventTypes: ['*'],
      description: payload,
    },
  });
  expect([status, text]).toEqual([201, expect.any(String)]);
};

const plantMail = () =>
  new SESv2Client(aws).send(
    new SendEmailCommand({
      FromEmailAddress: 'no-reply@tandem.example',
      Destination: { ToAddresses: [`${mark}@example.com`] },
      Content: {
        Simple: {
          Subject: { Data: `${mark} ${payload}` },
          Body: { Html: { Data: `<p>${mark}</p>${payload}` }, Text: { Data: payload } },
        },
      },
    }),
  );

const inbox = async (maxReceiveCount: number) => {
  const client = new SQSClient(aws);
  const QueueName = 'tandem-dev-products-inbox';
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:tandem-dev-products-dead-letters';
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  return (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
};

/** Dies after one receive, with its type and subject in log and letter. */
const plantDeadLetter = async (): Promise<void> => {
  const send = await inbox(1);
  await send(
    JSON.stringify({ id: mark, type: payload, subject: payload, data: { said: payload } }),
  );
};

/** The gateway logs who asks. */
const plantLine = () =>
  shop.call('GET', '/health', { headers: { 'user-agent': `${mark} ${payload}` } });

const plantSpan = async (): Promise<void> => {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: payload,
    kind: 2,
    startTimeUnixNano: String(now),
    endTimeUnixNano: String(now + 5_000_000n),
    attributes: [{ key: payload, value: { stringValue: payload } }],
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: payload } }] };
  const body = { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
  await shop.helper('otlp/v1/traces', { method: 'POST', body: JSON.stringify(body) });
};

describe.skipIf(!hasBrowser)('what strangers have written', () => {
  let browser: Browser;
  let orderId: string;
  let sku: string;

  beforeAll(async () => {
    browser = await openBrowser();
    sku = await plantProduct();
    orderId = await plantOrder(sku);
    await Promise.all([plantEndpoint(), plantMail(), plantSpan(), plantLine(), plantDeadLetter()]);
  });
  afterAll(async () => {
    await browser?.close();
    await inbox(5);
  });

  /** Pages by what is seen on them of it. */
  const pages: readonly (readonly [path: () => string, seen: string])[] = [
    [() => '/', 'onerror="top'],
    [() => `/orders/${orderId}?at=orders%2FCOMMIT%230000000001%2F0`, '<script>top.pwned'],
    [() => '/people', 'onerror="top'],
    [() => '/webhooks', payload],
    [() => `/catalogue?sku=${sku}&q=Long`, payload],
    [() => `/mailbox?q=${mark}`, payload],
    [() => '/queues?queue=tandem-dev-products-dead-letters', payload],
    [() => '/traces', payload],
    [() => `/traces/${traceId}`, payload],
    [() => `/logs?q=${mark}`, 'onerror='],
    [() => '/tables?table=tandem-dev-orders', ''],
    [() => '/payments', ''],
    [() => '/coupons', ''],
    [() => `/resources?q=${encodeURIComponent(payload)}`, ''],
    [() => `/orders/${encodeURIComponent(payload)}`, 'onerror'],
  ];

  it.each(pages)('is text on page %#', { timeout: 180_000 }, async (pathOf, seen) => {
    const path = pathOf();
    const { page, complaints } = await visitConsole(browser, {
      viewport: { width: 390, height: 800 },
    });
    await page.goto(`${consoleUrl}${path}`);
    await expect.poll(() => page.getByText('Loading…').count(), { timeout: 30_000 }).toBe(0);
    await expect.poll(() => page.locator('main').innerText(), { timeout: 90_000 }).toContain(seen);
    for (const summary of await page.locator('main summary').all()) await summary.click();
    expect(await page.locator('img[src=x], main script').count()).toBe(0);
    expect(await page.evaluate('window.pwned ?? document.title')).not.toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    // The frame of a mail says that it has run nothing.
    const inPage = complaints.filter((text) => !text.includes('/console/mails/'));
    expect([path, inPage]).toEqual([path, []]);
  });

  it('goes back to its queue by one press, and leaves the dead letters', async () => {
    const { page } = await visitConsole(browser);
    await page.goto(`${consoleUrl}/queues?queue=tandem-dev-products-dead-letters&q=${mark}`);
    await page.getByRole('button', { name: 'Redrive', exact: true }).last().click();
    await page.getByText('Nothing is in it that fits.').waitFor();
  });
});
