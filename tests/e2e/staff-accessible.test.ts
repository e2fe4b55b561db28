// Every staff page: axe, light and dark, wide and narrow; and what strangers have written is text.
import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFine, hasBrowser, openBrowser, visit } from '../support/browser.ts';
import { admin, shippingAddress } from '../support/shop.ts';
import { logIn, pagesOf, patientMs, shop, staffUrl } from '../support/staff.ts';

const payload = '<img src=x onerror="top.pwned=1"><script>top.pwned=1</script>';
const name = `${payload.slice(0, 70)} שלום`;
const sku = `XSS-${randomBytes(4).toString('hex')}`;

const plantProduct = async (): Promise<void> => {
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
};

const plantOrder = async (): Promise<string> => {
  const { token } = await shop.newCustomer();
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

/** With what is seen of the planted text, where something is. */
const pages: readonly (readonly [path: string, seen: string])[] = [
  ['/', 'onerror="top'],
  ['/orders/{order}', '<img src=x'],
  ['/orders/%3Cscript%3E', '<script>'],
  ['/payments', ''],
  [`/catalogue?sku=${sku}&q=${sku}`, payload],
  ['/categories', ''],
  ['/coupons', ''],
  ['/people', 'onerror="top'],
  ['/clients', ''],
  ['/audit?day=2026-01-01', ''],
  ['/dead-letters?service=orders', ''],
  ['/no-such-page', ''],
];

describe.skipIf(!hasBrowser)('a staff page', { timeout: 240_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let orderId: string;

  beforeAll(async () => {
    browser = await openBrowser();
    await plantProduct();
    orderId = await plantOrder();
    ({ page, complaints } = await visit(browser, { reducedMotion: 'reduce' }));
    page.setDefaultTimeout(patientMs);
  }, 240_000);
  afterAll(() => browser?.close());

  it('is fine before anybody is in, and lets an administrator in', async () => {
    await page.goto(`${staffUrl}/`);
    await page.getByLabel('Password').waitFor();
    await expectFine({ page, complaints }, 'the login');
    // A narrow page has its navigation behind a button.
    await page.setViewportSize({ width: 1280, height: 800 });
    await logIn(page, admin);
    expect(await pagesOf(page)).toHaveLength(9);
  });

  it.each(pages)('%s is fine, and what is written on it is text', async (path, seen) => {
    await page.goto(`${staffUrl}${path.replace('{order}', orderId)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => page.getByText('Loading…').count(), { timeout: 60_000 }).toBe(0);
    await expect.poll(() => page.locator('main').innerText(), { timeout: 60_000 }).toContain(seen);
    for (const summary of await page.locator('main summary').all()) await summary.click();
    expect(await page.locator('img[src=x], main script').count()).toBe(0);
    expect(await page.evaluate('window.pwned ?? 0')).toBe(0);
    await expectFine({ page, complaints }, path);
  });
});
