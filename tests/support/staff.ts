// The staff pages in a browser, with accounts of each role.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type Visited, visit } from './browser.ts';
import { apiUrl, awsUrl } from './cloud.ts';
import { admin, createShop } from './shop.ts';

export const shop = createShop(apiUrl, awsUrl);
export const site = new URL(apiUrl).origin;
export const staffUrl = `${site}/staff`;

/** Other files may be busy beside it. */
export const patientMs = 90_000;

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** A new member of staff. */
export const newStaff = async (role: 'support' | 'fulfilment'): Promise<Account> => {
  const { email, password, token } = await shop.newCustomer();
  const { body } = await shop.call<{ id: string }>('GET', '/users/me', { token });
  const { status, text } = await shop.call('PUT', `/admin/users/${body.id}/roles`, {
    token: await shop.tokenOf(admin),
    body: { roles: [role] },
  });
  if (status !== 200) throw new Error(`roles of ${email}: ${status} ${text}`);
  return { email, password };
};

export const visitStaff = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visited> => {
  const visited = await visit(browser, options);
  visited.page.context().setDefaultTimeout(patientMs);
  onTestFinished(() => visited.page.context().close());
  return visited;
};

/** By the form, as a person does. */
export const logIn = async (page: Page, { email, password }: Account, otp = ''): Promise<void> => {
  await page.goto(`${staffUrl}/`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('One-time code').fill(otp);
  await page.getByRole('button', { name: 'Log in' }).click();
};

/** Links of the navigation. */
export const pagesOf = async (page: Page): Promise<readonly string[]> => {
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  await links.first().waitFor();
  return links.allInnerTexts();
};
