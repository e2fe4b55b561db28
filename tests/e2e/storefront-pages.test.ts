// Every page of the shop in a real browser: accessible, in its place at any width, asking nobody else, and text whatever was written.
import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../functions/storefront/pages.ts';
import {
  accessibilityFaults,
  asAtFirst,
  expectFine,
  hasBrowser,
  openBrowser,
  type Visited,
  visit,
} from '../support/browser.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createPlainBrowser } from '../support/plain-browser.ts';
import { admin, createShop, shippingAddress } from '../support/shop.ts';
import { logInTo, siteOf } from '../support/shop-browser.ts';

const shop = createShop(apiUrl, awsUrl);
const site = siteOf(shop);
const payload = '<img src=x onerror="top.pwned=1"><script>top.pwned=1</script>';
const long = `${payload} שלום עולם ${'Long'.repeat(24)}`;

/** Pieces of pages, files, pictures and the way to another page. */
const noPages = new Set([
  '/docs',
  '/orders/{id}/state',
  '/orders/{id}/live',
  '/assets/{name}',
  '/images/products/{name}',
]);

/** What there is to see, by the route; every other page is opened as it is. */
const known: Readonly<Record<string, readonly string[]>> = {
  '/': ['/', '/?q={q}', '/?q=nothing-of-that-name', '/?cursor=forged'],
  '/products/{id}': ['/products/{product}', '/products/prd_nothing'],
  '/orders/{id}': ['/orders/{order}', '/orders/ord_nothing'],
  '/account/addresses/{id}': ['/account/addresses/{address}'],
  '/login': ['/login?next=/orders', '/login?registered=1'],
  '/forgot-password': ['/forgot-password', '/forgot-password?sent=1'],
  '/verify-email': ['/verify-email', '/verify-email?token={q}'],
  '/reset-password': ['/reset-password?token={q}'],
};

const pages = routes
  .filter(({ method, path }) => method === 'GET' && !noPages.has(path))
  .flatMap(({ path }) => known[path] ?? [path]);

describe.skipIf(!hasBrowser)('the shop', () => {
  let browser: Browser;
  let visited: Visited;
  /** Of somebody for whom every page has something hostile on it. */
  let token: string;
  let guest: Visited;
  let newcomer: Visited;
  const ids: Record<string, string> = { q: encodeURIComponent(payload) };

  beforeAll(async () => {
    browser = await openBrowser();
    visited = await visit(browser);
    const sku = `XSS-${randomBytes(4).toString('hex')}`;
    const product = await shop.call<{ id: string }>('POST', '/products', {
      token: await shop.tokenOf(admin),
      body: {
        name: long,
        description: `${payload}\n${long}`,
        category: 'kitchen',
        attributes: { [payload.slice(0, 40)]: payload },
        variants: [{ sku, name: long, price: { amount: 100, currency: 'EUR' }, stock: 99 }],
      },
    });
    const customer = await shop.newCustomer();
    ({ token } = customer);
    const german = { locale: 'de-DE', viewport: { width: 390, height: 800 } };
    guest = await visit(browser, german);
    newcomer = await visit(browser, german);
    await logInTo(shop, newcomer, (await shop.newCustomer()).token);
    await shop.call('PATCH', '/users/me', { token, body: { name: payload } });
    const address = { ...shippingAddress, name: long.slice(0, 100), line1: long, line2: payload };
    const booked = await shop.call<{ id: string }>('POST', '/users/me/addresses', {
      token,
      body: { address },
    });
    const lines = [{ sku, quantity: 2 }];
    const order = { lines, shippingAddress: address, paymentMethod: { token: 'tok_approved' } };
    const placed = await shop.place(token, order);
    await shop.settled(token, placed.body.id);
    await shop.call('PUT', `/cart/lines/${sku}`, { token, body: { quantity: 2 } });
    Object.assign(ids, {
      product: product.body.id,
      order: placed.body.id,
      address: booked.body.id,
    });
  });
  afterAll(() => browser?.close());

  const addressOf = (path: string): string =>
    `${site}${path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')}`;

  it('has a page for each of its routes, and this test knows how to open it', () => {
    const open = pages.filter((path) => /\{(?!q|product|order|address)/.test(path));
    expect(open).toEqual([]);
    const paths = new Set(routes.map(({ path }) => path));
    expect([...Object.keys(known), ...noPages].filter((path) => !paths.has(path))).toEqual([]);
  });

  it.each(pages)('%s is accessible, and what strangers wrote is text', async (path) => {
    const { page, asked } = visited;
    await asAtFirst(visited);
    await page.context().clearCookies();
    await logInTo(shop, visited, token);
    await page.goto(addressOf(path));
    const planted = await page.locator('img[src=x], main script').count();
    const ran = await page.evaluate('window.pwned === 1');
    const cutOff = await page.evaluate(
      "[...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth).length",
    );
    expect({ path, planted, ran, cutOff }).toEqual({ path, planted: 0, ran: false, cutOff: 0 });
    await expectFine(visited, path);
    expect(asked.filter((url) => new URL(url).origin !== site)).toEqual([]);
  });

  it.each(['/', '/cart', '/checkout', '/orders', '/account', '/account/addresses', '/login'])(
    '%s is accessible to a guest or somebody new, in German',
    async (path) => {
      const { page } = path === '/login' || path === '/' ? guest : newcomer;
      await page.goto(`${site}${path}`);
      expect(await page.getAttribute('html', 'lang')).toBe('de');
      expect(await accessibilityFaults(page)).toEqual([]);
    },
  );

  it('shows a hostile coupon, search and quantity as what they are: refused text', async () => {
    const plain = createPlainBrowser(shop);
    plain.cookies.set('shop_access', token);
    const { text } = await plain.get('/checkout');
    const line = /name="(line\.[^"]+)" value="2"/.exec(text)?.[1] ?? '';
    const form = { shippingMethod: 'standard', card: 'tok_approved', ...shippingAddress };
    const refused = await plain.post('/checkout', { ...form, [line]: '2', coupon: payload });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="&lt;img src=x');
    expect(refused.text).not.toMatch(/<img src=x|<script>top/);
    const quantity = await plain.post('/cart', { sku: line.slice(5), quantity: payload });
    expect(quantity.status).toBe(422);
    expect(quantity.text).not.toMatch(/<img src=x|<script>top/);
  });
});
