// What staff do in the console: edit and import the catalogue, let programs in, and look at webhooks as a merchant gets them.
import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '../../events/http/products/products.ts';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { consoleUrl, shop, visitConsole } from '../support/console.ts';
import { admin, demo, order } from '../support/shop.ts';

const payload = '<img src=x onerror="top.pwned=1">';
const mark = randomBytes(4).toString('hex');
const sku = `ACT-${mark}`;

describe.skipIf(!hasBrowser)('in the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const opened = async (path: string) => {
    const { page, complaints } = await visitConsole(browser);
    await page.goto(`${consoleUrl}${path}`);
    return { page, main: page.getByRole('main'), complaints };
  };

  it('a CSV is imported with its progress, and each line that is refused is told', async () => {
    const { page, main, complaints } = await opened('/catalogue');
    await page.getByText('Import', { exact: true }).click();
    const rows = [
      'name,description,category,variant,sku,price,currency,stock',
      `"${payload.replaceAll('"', '""')} ${mark}",d,kitchen,Blue,${sku},12.50,EUR,7`,
      `Refused ${mark},d,kitchen,Blue,${sku}-2,a lot,EUR,7`,
    ];
    const file = {
      name: 'products.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\n')),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    await main.getByText('2 of 2: 1 new, 0 changed, 1 refused').waitFor();
    await main.getByText('/variants/0/price/amount', { exact: false }).waitFor();
    await page.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from('a,b') });
    await main.getByRole('alert').getByText('the CSV has no column').waitFor();
    expect(complaints).toEqual([]);
  });

  it('a variant is edited, and not over the change of somebody else', async () => {
    const { page, main, complaints } = await opened(`/catalogue?q=${mark}`);
    const row = page.getByRole('row').filter({ hasText: sku });
    const edit = async (price: string) => {
      await row.getByRole('button', { name: 'Edit' }).click();
      const dialog = page.getByRole('dialog', { name: 'Edit' });
      await dialog.getByLabel('Price').fill(price);
      await dialog.getByRole('button', { name: 'Save' }).click();
      return dialog;
    };
    await edit('990');
    await row.getByText('€9.90').waitFor();
    // The answer that the row was made of is older than this change.
    await page.route('**/v1/products?*', (route) => route.abort());
    const token = await shop.tokenOf(admin);
    const found = await shop.call<{ items: Product[] }>('GET', `/products?q=${mark}`, { token });
    const [{ id, version }] = found.body.items as [Product];
    const headers = { 'if-match': `"${version}"` };
    await shop.call('PATCH', `/products/${id}`, { token, headers, body: { description: 'other' } });
    const dialog = await edit('5');
    await dialog.getByRole('alert').waitFor();
    const { body } = await shop.call<Product>('GET', `/products/${id}`, { token });
    expect([body.description, body.variants[0]?.price.amount]).toEqual(['other', 990]);
    expect(await main.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('a client is registered, its secret is shown once, and the audit log tells of it', async () => {
    const { page, main } = await opened('/clients');
    await page.getByRole('button', { name: 'Register a client' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(`${payload} ${mark}`);
    await dialog.getByLabel('orders:fulfil').check();
    await dialog.getByRole('button', { name: 'Register' }).click();
    await main.getByText('shown this once').waitFor();
    const id = (await main.getByRole('status').locator('.id').innerText()).trim();
    const row = page.getByRole('row').filter({ hasText: id });
    await row.getByRole('button', { name: 'Remove' }).click();
    await row.getByRole('button', { name: 'Remove it?' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Audit log' }).click();
    const told = page.getByRole('row').filter({ hasText: id });
    await told.filter({ hasText: 'client removed' }).waitFor();
    expect(await told.count()).toBe(2);
  });

  it('webhooks come to the receiver with a good signature, and again when they are sent again', async () => {
    const { page } = await opened('/webhooks');
    await page.getByRole('button', { name: 'Add an endpoint that points here' }).click();
    await page.getByRole('link', { name: '/_tandem/receiver' }).first().waitFor();
    const token = await shop.tokenOf(demo);
    const { body } = await shop.place(token, order('MUG-BLUE'));
    await shop.settled(token, body.id);
    const verified = page.getByRole('row').filter({ hasText: 'verified' });
    await verified.filter({ hasText: 'orders.order-confirmed.v1' }).first().waitFor();
    const before = await verified.count();
    await page.goto(`${consoleUrl}/orders/${body.id}`);
    // Merchants of other tests are told as well: which delivery is the receiver's is not said here.
    const deliveries = page.getByRole('listitem').filter({ hasText: 'webhooks webhook' });
    await deliveries.first().waitFor();
    for (const delivery of await deliveries.all()) {
      await delivery.getByRole('button').first().click();
      const sent = page.waitForResponse((answer) => answer.url().endsWith('/replay'));
      await delivery.getByRole('button', { name: 'Send again' }).click();
      // Who leaves before it has gone takes it along.
      expect((await sent).ok()).toBe(true);
    }
    await page.goto(`${consoleUrl}/webhooks`);
    await expect.poll(() => verified.count(), { timeout: 30_000 }).toBeGreaterThan(before);
  });
});
