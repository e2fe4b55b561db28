// The console in a real browser: orders as they happen, keys, what it weighs and whom it asks.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapPicture } from '../../web/console/map/drawing.ts';
import type { Graph } from '../../web/console/map/layout.ts';
import {
  asAtFirst,
  expectFine,
  hasBrowser,
  openBrowser,
  type Visited,
  visit,
} from '../support/browser.ts';
import { consoleUrl, logInToConsole, shop, visitConsole } from '../support/console.ts';
import { everyPage } from '../support/console-pages.ts';
import { demo, type OrderView, order } from '../support/shop.ts';

const traceId = randomBytes(16).toString('hex');

/** With something on it where a page alone would show nothing. */
const pages = everyPage(
  {
    '/orders/:id': ['/orders/{order}?at=orders%2FCOMMIT%230000000001%2F0', '/orders/ord_nothing'],
    '/map': ['/map', '/map?service=orders'],
    '/traces': ['/traces?q=orders'],
    '/traces/:id': [`/traces/${traceId}`, '/traces/nothing'],
    '/logs': ['/logs?level=warn', '/logs?q=nothing-that-was-ever-said'],
    '/tables': ['/tables?table=tandem-dev-orders'],
    '/queues': ['/queues', '/queues?queue=tandem-dev-orders-inbox'],
    '/resources': ['/resources?q=topic'],
    '/catalogue': ['/catalogue?sku=LAST-ONE&q=mug', '/catalogue?q=nothing-of-that-name'],
    '/audit': ['/audit', '/audit?day=2026-01-01'],
  },
  (path) => path,
);

/** axe looks at every element, and other files may be busy beside it. */
const timeout = 240_000;

describe.skipIf(!hasBrowser)('the console', () => {
  let browser: Browser;
  let orderId: string;

  beforeAll(async () => {
    browser = await openBrowser();
    const token = await shop.tokenOf(demo);
    const placed = await shop.call<OrderView>('POST', '/orders', {
      token,
      body: order('MUG-BLUE'),
      headers: {
        'idempotency-key': randomUUID(),
        traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01`,
      },
    });
    orderId = placed.body.id;
    await shop.settled(token, orderId);
  });
  afterAll(() => browser?.close());

  it('shows an order from the moment it is placed, without a reload', async () => {
    const { page } = await visitConsole(browser);
    await page.goto(consoleUrl);
    await page.getByRole('link', { name: orderId }).waitFor();
    const placed = await shop.place(await shop.tokenOf(demo), order('MUG-BLUE', 'tok_declined'));
    await page.getByRole('link', { name: placed.body.id }).click();
    await page.getByRole('main').getByText('rejected', { exact: true }).first().waitFor();
    await page.getByText('payment declined').first().waitFor();
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByRole('button', { name: /OrderRejected|order rejected/i }).click();
    expect(page.url()).toContain('at=');
    await page.reload();
    await timeline.locator('[aria-expanded=true]').waitFor();
  });

  it('lets staff ship an order where it is shown', async () => {
    const { page } = await visitConsole(browser);
    await page.goto(`${consoleUrl}/orders/${orderId}`);
    await page.getByRole('button', { name: 'Ship', exact: true }).click();
    await page.getByRole('button', { name: 'Ship these' }).click();
    await page.getByRole('main').getByText('shipped', { exact: true }).first().waitFor();
    await page.getByText('captured').first().waitFor();
  });

  it('goes by keys alone: the palette finds pages and orders, slash the search', async () => {
    const { page } = await visitConsole(browser);
    await page.goto(consoleUrl);
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dead letters');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Queues' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(orderId);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: orderId }).waitFor();
  });

  it('weighs at most 150 KB for the first page, and asks nobody else', async () => {
    const { page, asked, complaints } = await visitConsole(browser);
    await page.goto(consoleUrl, { waitUntil: 'networkidle' });
    await page.getByRole('link', { name: orderId }).waitFor();
    const files = new Set(asked.filter((url) => /\/console(?:$|\/assets)/.test(url)));
    const bodies = await Promise.all(
      [...files].map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())),
    );
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    expect(bytes).toBeLessThan(150_000);
    const { origin } = new URL(consoleUrl);
    expect(asked.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  describe('every page', { timeout }, () => {
    let visited: Visited;
    beforeAll(async () => {
      visited = await visit(browser, { reducedMotion: 'reduce' });
    });
    afterAll(() => visited?.page.context().close());

    it.each([...pages, '/no-such-page'])(
      '%s is accessible, light and dark, wide and narrow',
      async (path) => {
        const { page } = visited;
        await asAtFirst(visited);
        await logInToConsole(visited);
        await page.goto(`${consoleUrl}${path.replace('{order}', orderId)}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expect.poll(() => page.getByText('Loading…').count(), { timeout: 30_000 }).toBe(0);
        await expectFine(visited, path);
      },
    );
  });
});

it('docs/map.svg is the map of the system as it is: npm run tandem -- map', async () => {
  const drawn = mapPicture(await shop.helper<Graph>('map'));
  expect(readFileSync('docs/map.svg', 'utf8')).toBe(drawn);
});

describe('the files of the console', () => {
  it('are kept for ever where their name says what is in them; the page is not', async () => {
    const answer = await fetch(consoleUrl);
    const html = await answer.text();
    const script = /src="(\/console\/assets\/main-[A-Z0-9]+\.js)"/.exec(html)?.[1] ?? '';
    const asset = await fetch(new URL(script, consoleUrl));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    ['GET', '/console/assets/nothing-AAAAAAAA.js', 404],
    ['GET', '/console/assets/..%2findex.html', 404],
    ['GET', '/console/assets/__proto__', 404],
    ['GET', '/console/mails/nothing', 404],
    ['POST', '/console', 405],
    ['DELETE', '/console/assets/icon.svg', 405],
    ['GET', '/console/any/page', 200],
    ['GET', '/_tandem/nothing', 404],
  ])('%s %s answers %i', async (method, path, status) => {
    const answer = await fetch(new URL(path, consoleUrl), { method });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['referer', 'https://evil.example/page'],
    ['sec-fetch-site', 'cross-site'],
  ])('are refused to a page with %s: %s, and so is what they ask', async (name, value) => {
    for (const path of ['/console', '/_tandem/status', '/_tandem/mailbox']) {
      const { status } = await fetch(new URL(path, consoleUrl), { headers: { [name]: value } });
      expect([path, status]).toEqual([path, 403]);
    }
  });
});
