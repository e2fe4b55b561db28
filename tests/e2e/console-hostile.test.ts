// Whatever a stranger has written is text on every page of the console, and what is long or right to left stays in its place.
import { randomBytes, randomUUID } from 'node:crypto';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser, type Visited, visit } from '../support/browser.ts';
import { awsUrl } from '../support/cloud.ts';
import { consoleUrl, logInToConsole, shop, visitConsole } from '../support/console.ts';
import { everyPage } from '../support/console-pages.ts';
import { productsInbox } from '../support/poison.ts';
import { admin, type OrderView, shippingAddress } from '../support/shop.ts';

const aws = {
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const payload = '<img src=x onerror="top.pwned=1"><script>top.pwned=1</script>';
const name = `${payload.slice(0, 70)} שלום`;
const traceId = randomBytes(16).toString('hex');
const mark = `planted-${randomBytes(4).toString('hex')}`;
const coupon = `${'W'.repeat(31)}-${randomBytes(4).toString('hex').toUpperCase()}`;

const plantProduct = async (): Promise<string> => {
  const sku = `XSS-${randomBytes(4).toString('hex')}`;
  const { status, text } = await shop.patiently('POST', '/products', {
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
  await shop.patiently('PATCH', '/users/me', { token, body: { name } });
  const placed = await shop.patiently<OrderView>('POST', '/orders', {
    token,
    headers: { 'idempotency-key': randomUUID() },
    body: {
      lines: [{ sku, quantity: 1 }],
      shippingAddress: { ...shippingAddress, name, line1: payload },
      paymentMethod: { token: 'tok_approved' },
    },
  });
  expect([placed.status, placed.text]).toEqual([201, expect.any(String)]);
  await shop.settled(token, placed.body.id);
  return placed.body.id;
};

const plantEndpoint = async (): Promise<void> => {
  const { status, text } = await shop.patiently('POST', '/webhook-endpoints', {
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

const plantClient = async (): Promise<void> => {
  const { status, text } = await shop.patiently('POST', '/admin/clients', {
    token: await shop.tokenOf(admin),
    body: { name: payload, scopes: ['inventory:read'] },
  });
  expect([status, text]).toEqual([201, expect.any(String)]);
};

/** No script is a code: the longest that is. */
const plantCoupon = async (): Promise<void> => {
  const discount = { kind: 'percentage', basisPoints: 100 };
  const token = await shop.tokenOf(admin);
  const add = (code: string) =>
    shop.patiently('POST', '/coupons', { token, body: { code, discount } });
  expect((await add(payload.slice(0, 40))).status).toBe(422);
  expect((await add(coupon)).status).toBe(201);
};

/** From somebody who signs nothing. */
const plantDelivery = () =>
  shop.helper('receiver', {
    method: 'POST',
    body: JSON.stringify({ type: payload, said: `received ${payload}` }),
  });

let inbox: Awaited<ReturnType<typeof productsInbox>> | undefined;

/** Dies after one receive, with its type and subject in log and letter. */
const plantDeadLetter = async (): Promise<void> => {
  inbox = await productsInbox(awsUrl);
  await inbox.receiveAtMost(1);
  await inbox.send(
    JSON.stringify({ id: mark, type: payload, subject: payload, data: { said: payload } }),
  );
};

/** The gateway logs who asks. */
const plantLine = () =>
  shop.patiently('GET', '/health', { headers: { 'user-agent': `${mark} ${payload}` } });

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
  let visited: Visited;
  let orderId: string;
  let sku: string;

  beforeAll(async () => {
    browser = await openBrowser();
    visited = await visit(browser, { viewport: { width: 390, height: 800 } });
    sku = await plantProduct();
    orderId = await plantOrder(sku);
    await Promise.all([
      plantEndpoint(),
      plantMail(),
      plantSpan(),
      plantLine(),
      plantDeadLetter(),
      plantClient(),
      plantCoupon(),
      plantDelivery(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await inbox?.receiveAtMost(5);
  });

  type Opened = readonly [path: () => string, seen: string];

  /** Pages by what is seen on them of it. */
  const planted = everyPage<Opened>(
    {
      '/': [[() => '/', 'onerror="top']],
      '/orders/:id': [
        [() => `/orders/${orderId}?at=orders%2FCOMMIT%230000000001%2F0`, '<script>top.pwned'],
        [() => `/orders/${encodeURIComponent(payload)}`, 'onerror'],
      ],
      '/people': [[() => '/people', 'onerror="top']],
      '/clients': [[() => '/clients', payload]],
      '/webhooks': [
        [() => '/webhooks', payload],
        [() => '/webhooks', 'received <img src=x'],
      ],
      '/catalogue': [[() => `/catalogue?sku=${sku}&q=Long`, payload]],
      '/mailbox': [[() => `/mailbox?q=${mark}`, payload]],
      '/queues': [[() => '/queues?queue=tandem-dev-products-dead-letters', payload]],
      '/traces': [[() => '/traces', payload]],
      '/traces/:id': [
        [() => `/traces/${traceId}`, payload],
        [() => `/traces/${encodeURIComponent(payload)}`, ''],
      ],
      '/logs': [[() => `/logs?q=${mark}`, 'onerror=']],
      '/tables': [[() => `/tables?table=tandem-dev-orders&pk=ORDER%23${orderId}`, 'onerror=']],
      '/audit': [[() => '/audit', 'client registered']],
      '/coupons': [[() => '/coupons', coupon]],
    },
    (path) => [() => path, ''],
  );

  /** Whatever a page reads of its address, in the hands of whoever made the link. */
  const selections =
    'at day endpoint function level line order pk q queue service sku span status table trace without';
  const crafted = new URLSearchParams(selections.split(' ').map((name) => [name, payload]));

  const expectHarmless = async ({ page, complaints }: Visited, path: string) => {
    expect(await page.locator('img[src=x], main script').count()).toBe(0);
    expect(await page.evaluate('window.pwned ?? document.title')).not.toBe(1);
    expect([
      path,
      await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
    ]).toEqual([path, false]);
    // The frame of a mail says that it has run nothing.
    const inPage = complaints.filter((text) => !text.includes('/console/mails/'));
    expect([path, inPage]).toEqual([path, []]);
  };

  it.each(planted)('is text on page %#', { timeout: 180_000 }, async (pathOf, seen) => {
    const path = pathOf();
    const { page } = visited;
    await logInToConsole(visited);
    const main = page.locator('main');
    await page.goto(`${consoleUrl}${path}`);
    await expect.poll(() => page.getByText('Loading…').count(), { timeout: 30_000 }).toBe(0);
    const opened = async () => {
      await page.evaluate(
        "document.querySelectorAll('main details').forEach(d => { d.open = true })",
      );
      return main.innerText();
    };
    await expect.poll(opened, { timeout: 90_000 }).toContain(seen);
    await expectHarmless(visited, path);
    const [bare = ''] = path.split('?');
    await page.goto(`${consoleUrl}${bare}?${crafted}`);
    await main.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => page.getByText('Loading…').count(), { timeout: 30_000 }).toBe(0);
    await expectHarmless(visited, `${bare} with a crafted address`);
  });

  it('goes back to its queue by one press, and leaves the dead letters', async () => {
    const { page } = await visitConsole(browser);
    await page.goto(`${consoleUrl}/queues?queue=tandem-dev-products-dead-letters&q=${mark}`);
    await page.getByRole('button', { name: 'Redrive', exact: true }).last().click();
    await page.getByText('Nothing is in it that fits.').waitFor();
  });
});
