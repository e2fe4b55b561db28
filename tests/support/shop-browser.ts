// The shop in a browser, as a guest or logged in.
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type Visited, visit } from './browser.ts';
import type { Shop } from './shop.ts';

export const siteOf = ({ apiUrl }: Shop): string => apiUrl.replace(/\/v1$/, '');

/** With the cookie of a login, so that no login is counted. */
export const logInTo = (shop: Shop, { page }: Visited, token: string): Promise<void> =>
  page
    .context()
    .addCookies([{ name: 'shop_access', value: token, url: siteOf(shop), httpOnly: true }]);

/** Closed with its test. Without a token a guest. */
export const visitShop = async (
  browser: Browser,
  shop: Shop,
  token?: string,
  options: BrowserContextOptions = {},
): Promise<Visited> => {
  const visited = await visit(browser, options);
  onTestFinished(() => visited.page.context().close());
  if (token !== undefined) await logInTo(shop, visited, token);
  return visited;
};
