// The log page while more comes than anybody reads: it stays short, says what it left out, and filters what it shows.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { paths } from '../../localstack/cli/paths.ts';
import { startConsoleStand } from '../bench/console-stand.ts';
import { hasBrowser, openBrowser, visit } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser();
});
afterAll(() => browser?.close());

const session = {
  accessToken: 'token',
  refreshToken: '',
  expiresAt: Date.now() + 3_600_000,
  email: 'admin@example.com',
};

const openLogs = async (linesPerSecond: number): Promise<Page> => {
  const stand = await startConsoleStand(join(paths.dist, 'console'), {
    linesPerSecond,
    ordersPerSecond: 1,
  });
  onTestFinished(stand.stop);
  const { page } = await visit(browser);
  onTestFinished(() => page.context().close());
  const text = JSON.stringify(JSON.stringify(session));
  await page.addInitScript(`localStorage.setItem('tandem-console-session', ${text});`);
  await page.goto(`${stand.url}/logs`);
  await page.locator('.log').first().waitFor();
  return page;
};

it.skipIf(!hasBrowser)('a flood is cut off and said', { timeout: 120_000 }, async () => {
  const page = await openLogs(5_000);
  await page.getByText(/[\d,.]+ came too fast to be told/).waitFor();
  await expect
    .poll(() => page.locator('.log').count(), { timeout: 60_000 })
    .toBeGreaterThanOrEqual(1_000);
  expect(await page.locator('.log').count()).toBeLessThanOrEqual(1_000);
});

it.skipIf(!hasBrowser)('what is shown is filtered at once', { timeout: 120_000 }, async () => {
  const page = await openLogs(100);
  await page.getByRole('button', { name: 'Pause' }).click();
  const line = page.locator('.log').last();
  await line.getByRole('button').click();
  await page.getByText('"correlationId"').waitFor();
  await line.getByRole('button').click();
  await expect.poll(() => page.getByText('"correlationId"').count()).toBe(0);
  await page.getByRole('searchbox').first().fill('nothing says this');
  await page.getByText('No line fits.').waitFor();
});
