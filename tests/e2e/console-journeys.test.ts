// What staff do in the console with a real browser: see a compensation, parts sent, returned and refunded; and what each role is refused.
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasBrowser, openBrowser, visit } from '../support/browser.ts';
import { consoleUrl, shop, visitConsole } from '../support/console.ts';
import { admin, demo, type OrderView, order } from '../support/shop.ts';

const patient = { timeout: 90_000 };

/** Again where there is too much to do at this moment. */
const placed = async (body: object): Promise<string> => {
  const token = await shop.tokenOf(demo);
  const { status, body: answer } = await shop.patiently<OrderView>('POST', '/orders', {
    token,
    body,
    headers: { 'idempotency-key': randomUUID() },
  });
  expect(status).toBe(201);
  await shop.settled(token, answer.id);
  return answer.id;
};

describe.skipIf(!hasBrowser)('in the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const opened = async (path: string): Promise<Page> => {
    const { page } = await visitConsole(browser);
    page.setDefaultTimeout(patient.timeout);
    await page.goto(`${consoleUrl}${path}`);
    return page;
  };

  it('a declined payment and what was taken back for it are on the timeline', async () => {
    const id = await placed(order('MUG-BLUE', 'tok_declined'));
    const page = await opened(`/orders/${id}`);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    const row = timeline.getByRole('listitem').filter({ hasText: 'products.release-stock.v1' });
    await row.getByText('products compensation').waitFor();
    await timeline.getByText('payment declined').first().waitFor();
    await timeline.getByText('stock released').first().waitFor();
    await row.getByRole('button').click();
    await row.getByText(id).first().waitFor();
  });

  it('a part is sent, delivered, returned and refunded, and the rest is still to be sent', async () => {
    const id = await placed(order('MUG-BLUE', 'tok_approved', 3));
    const page = await opened(`/orders/${id}`);
    const main = page.getByRole('main');
    const act = async (title: string, verb: string, fields: Record<string, string> = {}) => {
      await main.getByRole('button', { name: title, exact: true }).click();
      const dialog = page.getByRole('dialog', { name: title });
      for (const [label, value] of Object.entries(fields)) {
        await dialog.getByLabel(label).fill(value);
      }
      await dialog.getByRole('button', { name: verb, exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    const read = async () =>
      (
        await shop.call<{
          lines: { shipped: number; delivered: number; returned: number }[];
          payment: { captured: { amount: number }; refunded: { amount: number } };
        }>('GET', `/orders/${id}`, { token: await shop.tokenOf(admin) })
      ).body;
    const counts = async () => {
      const { lines } = await read();
      return lines.map(({ shipped, delivered, returned }) => [shipped, delivered, returned]);
    };
    await act('Ship', 'Ship these', { 'Stoneware mug': '2' });
    await expect.poll(counts, patient).toEqual([[2, 0, 0]]);
    await main.getByRole('button', { name: 'Delivered', exact: true }).click();
    await expect.poll(counts, patient).toEqual([[2, 2, 0]]);
    await act('Return', 'Announce the return', { 'Stoneware mug': '1' });
    await main.getByRole('button', { name: 'Return has come' }).click();
    await expect.poll(counts, patient).toEqual([[2, 2, 1]]);
    await act('Refund', 'Refund', { Amount: '100', Reason: 'a scratch' });
    const refunded = async () => (await read()).payment.refunded.amount;
    await expect.poll(refunded, patient).toBeGreaterThan(1_450);
    await main.getByText('refunded').first().waitFor();
    await main.getByRole('button', { name: 'Ship', exact: true }).waitFor();
    const { captured, refunded: back } = (await read()).payment;
    expect(back.amount).toBeLessThan(captured.amount);
  });

  /** What each role is shown; everything else of the shop is refused to it. */
  const shown = {
    admin: ['/', '/payments', '/webhooks', '/coupons', '/people', '/clients', '/audit'],
    support: ['/', '/payments'],
    fulfilment: ['/'],
    customer: ['/'],
  };

  it.each(Object.entries(shown))(
    '%s sees what is theirs and nothing else',
    async (role, theirs) => {
      const customer = await shop.newCustomer();
      const { body } = await shop.call<{ id: string }>('GET', '/users/me', customer);
      await shop.call('PUT', `/admin/users/${body.id}/roles`, {
        token: await shop.tokenOf(admin),
        body: { roles: [role] },
      });
      const others = await placed(order('MUG-BLUE'));
      const { page } = await visit(browser);
      onTestFinished(() => page.context().close());
      page.setDefaultTimeout(patient.timeout);
      await page.addInitScript(
        "localStorage.getItem('tandem-console-session') ?? localStorage.setItem('tandem-console-session', '\"left\"')",
      );
      await page.goto(consoleUrl);
      await page.getByLabel('E-mail').fill(customer.email);
      await page.getByLabel('Password').fill(customer.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByLabel('Password').waitFor({ state: 'detached' });
      for (const path of shown.admin) {
        await page.goto(`${consoleUrl}${path}`);
        const refused = page.getByRole('alert').filter({ hasText: 'forbidden' });
        const settled = page.locator('main').locator('table, .empty, [role=alert]').first();
        await settled.waitFor();
        const isRefused = async () => (await refused.count()) > 0;
        await expect.poll(isRefused, { ...patient, message: path }).toBe(!theirs.includes(path));
      }
      await page.goto(`${consoleUrl}/orders/${others}`);
      const isStaff = role !== 'customer';
      await page
        .getByText(isStaff ? 'confirmed' : 'not-found', { exact: true })
        .first()
        .waitFor();
    },
  );
});
