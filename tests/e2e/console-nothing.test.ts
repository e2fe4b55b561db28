// A page of something that does not exist says so, and goes on saying so while it asks again and again.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { consoleUrl, visitConsole } from '../support/console.ts';
import { admin } from '../support/shop.ts';
import { logIn, patientMs, staffUrl, visitStaff } from '../support/staff.ts';

/** Every text that the page has had from its first refusal until it has been refused twice more. */
const textsOf = async (page: Page, path: string, asks: string): Promise<readonly string[]> => {
  const refused = () =>
    page.waitForResponse((answer) => answer.url().includes(asks) && answer.status() >= 400);
  await page.goto(path);
  await page.getByRole('main').getByRole('alert').first().waitFor();
  await expect.poll(() => page.getByText('Loading…').count()).toBe(0);
  await page.evaluate(`
    window.texts = new Set();
    const look = () => window.texts.add(document.querySelector('main').innerText);
    new MutationObserver(look).observe(document.querySelector('main'), {
      childList: true,
      subtree: true,
      characterData: true,
    });
    look();`);
  for (let time = 0; time < 2; time += 1) await refused();
  await page.waitForTimeout(200);
  return page.evaluate<string[]>('[...window.texts]');
};

describe.skipIf(!hasBrowser)('of what does not exist', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ['/orders/ord_nothing', '/v1/orders/ord_nothing'],
    ['/traces/nothing', '/_tandem/traces/nothing'],
    ['/queues?queue=nothing', '/_tandem/queues/nothing/'],
    ['/tables?table=nothing', '/_tandem/tables/nothing'],
  ])('the page %s of the console does not flicker', async (path, asks) => {
    const { page } = await visitConsole(browser);
    page.setDefaultTimeout(patientMs);
    const texts = await textsOf(page, `${consoleUrl}${path}`, asks);
    expect(texts.filter((text) => text.includes('Loading…'))).toEqual([]);
    expect(texts.length).toBeGreaterThan(0);
  });

  it('the page of an order of the staff does not flicker', async () => {
    const { page } = await visitStaff(browser);
    await logIn(page, admin);
    await page.getByRole('link', { name: 'Orders', exact: true }).waitFor();
    const texts = await textsOf(page, `${staffUrl}/orders/ord_nothing`, '/orders/ord_nothing');
    expect(texts.filter((text) => text.includes('Loading…'))).toEqual([]);
  });
});
