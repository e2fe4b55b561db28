// The console in a browser, logged in as the seeded administrator.
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type Visited, visit } from './browser.ts';
import { apiUrl, awsUrl } from './cloud.ts';
import { admin, createShop } from './shop.ts';

export const shop = createShop(apiUrl, awsUrl);
export const consoleUrl = apiUrl.replace(/\/v1$/, '/console');

/** From its next page on, with the token of the whole test file, so that logins are not throttled. */
export const logInToConsole = async ({ page }: Pick<Visited, 'page'>): Promise<void> => {
  const session = {
    accessToken: await shop.tokenOf(admin),
    refreshToken: '',
    expiresAt: Date.now() + 600_000,
    email: admin.email,
  };
  const text = JSON.stringify(JSON.stringify(session));
  // The frame of a mail has no storage.
  await page.addInitScript(
    `if (origin !== 'null') localStorage.setItem('tandem-console-session', ${text});`,
  );
};

export const visitConsole = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visited> => {
  const visited = await visit(browser, options);
  // An open page listens on.
  onTestFinished(() => visited.page.context().close());
  await logInToConsole(visited);
  return visited;
};
