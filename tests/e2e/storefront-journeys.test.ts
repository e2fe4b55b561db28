// What customers do in the shop with a real browser: buy, be declined, come back by a mail, use two tabs, reload.
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, shippingAddress } from '../support/shop.ts';
import { siteOf, visitShop } from '../support/shop-browser.ts';

const shop = createShop(apiUrl, awsUrl);
const site = siteOf(shop);

interface Account {
  readonly email: string;
  readonly password: string;
}

const logIn = async (page: Page, { email, password }: Account) => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
};

const addMug = async (page: Page) => {
  await page.goto(`${site}/?q=mug`);
  await page
    .getByRole('link', { name: /stoneware mug/i })
    .first()
    .click();
  await page.getByRole('radio', { name: /blue/i }).check();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.waitForURL(`${site}/cart`);
};

const fillCheckout = async (page: Page, card: string) => {
  await page.goto(`${site}/checkout`);
  const field = (name: string) => page.getByRole('textbox', { name });
  await field('Name').fill(shippingAddress.name);
  await field('Street and number').fill(shippingAddress.line1);
  await field('Postal code').fill(shippingAddress.postalCode);
  await field('City').fill(shippingAddress.city);
  await page.getByRole('combobox', { name: 'Country' }).selectOption(shippingAddress.country);
  await page.getByRole('radio', { name: card }).check();
};

const placeButton = (page: Page) => page.getByRole('button', { name: 'Place the order' });

/** Pressed again where there is too much to do at this moment, as people would. */
const place = async (page: Page) => {
  await placeButton(page).click();
  const arrived = async () => {
    if ((await page.getByText('overloaded').count()) > 0) await placeButton(page).click();
    return page.url();
  };
  await expect.poll(arrived, { timeout: 90_000 }).toContain('/orders/ord_');
};

const ordersOf = async (token: string): Promise<{ id: string }[]> =>
  (await shop.call<{ items: { id: string }[] }>('GET', '/orders', { token })).body.items;

describe.skipIf(!hasBrowser)('in the shop', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('a guest fills a cart, logs in, buys, and sees the order confirmed without a reload', async () => {
    const customer = await shop.newCustomer();
    const { page, complaints, asked } = await visitShop(browser, shop);
    await addMug(page);
    await page.getByRole('link', { name: 'Checkout' }).click();
    await logIn(page, customer);
    await page.waitForURL(`${site}/checkout`);
    await fillCheckout(page, 'tok_async_approved');
    await place(page);
    await page.locator('#state').getByText('confirmed', { exact: true }).waitFor();
    expect(await ordersOf(customer.token)).toHaveLength(1);
    expect(complaints).toEqual([]);
    expect(asked.filter((url) => new URL(url).origin !== site)).toEqual([]);
  });

  it('whose card is declined is told so, at the time where he is, and has the goods in the cart again', async () => {
    const { token } = await shop.newCustomer();
    const { page } = await visitShop(browser, shop, token, { timezoneId: 'Pacific/Kiritimati' });
    await addMug(page);
    await fillCheckout(page, 'tok_declined');
    await place(page);
    await page.locator('#state').getByText('the payment was declined').waitFor();
    const placedAt = await page.locator('h1 time').getAttribute('datetime');
    const format = {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Pacific/Kiritimati',
    } as const;
    const here = new Intl.DateTimeFormat('en', format).format(new Date(placedAt ?? ''));
    const plain = (text: string) => text.replace(/\s/g, ' ');
    expect(plain(await page.locator('h1 time').innerText())).toBe(plain(here));
    const cart = async () => {
      await page.goto(`${site}/cart`);
      return page.locator('main').innerText();
    };
    await expect.poll(cart, { timeout: 60_000 }).toContain('MUG-BLUE');
  });

  it('a forgotten password is chosen anew by the link of the mail', async () => {
    const customer = await shop.newCustomer();
    const { page, complaints } = await visitShop(browser, shop);
    await page.goto(`${site}/login`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail').fill(customer.email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('a mail is on its way').waitFor();
    const mail = await shop.mailTo(customer.email, ({ text }) => text.includes('/reset-password?'));
    const password = `chosen anew ${randomUUID()}`;
    await page.goto(/https?:\/\/\S+\/reset-password\?token=\S+/.exec(mail.text)?.[0] ?? '');
    await page.getByLabel('New password').fill('too short');
    await page.getByRole('main').getByRole('button').click();
    await page.getByRole('alert').getByText('password-rejected').waitFor();
    await page.goBack();
    await page.getByLabel('New password').fill(password);
    await page.getByRole('main').getByRole('button').click();
    await page.getByText('Your password is changed.').waitFor();
    await logIn(page, { email: customer.email, password });
    await page.waitForURL(`${site}/`);
    await page.getByRole('link', { name: 'Account' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('two tabs have one cart, and of two checkouts one is an order', async () => {
    const { token } = await shop.newCustomer();
    const { page: one } = await visitShop(browser, shop, token);
    const two = await one.context().newPage();
    await addMug(one);
    await addMug(two);
    await one.goto(`${site}/cart`);
    expect(await one.getByRole('main').getByRole('spinbutton').inputValue()).toBe('2');
    await fillCheckout(one, 'tok_approved');
    await fillCheckout(two, 'tok_approved');
    await place(one);
    await placeButton(two).click();
    await two.getByRole('alert').getByText('cart-changed').waitFor();
    await two.getByRole('main').getByRole('link', { name: 'Your orders' }).click();
    await two.getByRole('main').getByRole('link').first().waitFor();
    expect(await ordersOf(token)).toHaveLength(1);
  });

  it('who logs out in one tab is out in the other, and goes on there after a login', async () => {
    const customer = await shop.newCustomer();
    const { page: one } = await visitShop(browser, shop);
    await one.goto(`${site}/login?next=/account`);
    await logIn(one, customer);
    await one.waitForURL(`${site}/account`);
    const two = await one.context().newPage();
    await addMug(two);
    await fillCheckout(two, 'tok_approved');
    await one.getByRole('main').getByRole('button', { name: 'Log out' }).click();
    await one.waitForURL(`${site}/`);
    await placeButton(two).click();
    await two.waitForURL(`${site}/login?next=*`);
    expect(await ordersOf(customer.token)).toEqual([]);
    await two.goto(`${site}/login?next=/cart`);
    await logIn(two, customer);
    await two.waitForURL(`${site}/cart`);
    await two.getByText('MUG-BLUE').waitFor();
  });

  it('a reload in the middle of a checkout loses no cart', async () => {
    const { token } = await shop.newCustomer();
    const { page } = await visitShop(browser, shop, token);
    await addMug(page);
    await fillCheckout(page, 'tok_approved');
    await page.reload();
    await fillCheckout(page, 'tok_approved');
    // The second press leaves the answer to the first one.
    await placeButton(page).dblclick();
    await expect.poll(() => page.url(), { timeout: 90_000 }).toContain('/orders/ord_');
    expect(await ordersOf(token)).toHaveLength(1);
  });

  it('a checkout whose answer was lost is one order, however it is tried again', async () => {
    const { token } = await shop.newCustomer();
    const { page } = await visitShop(browser, shop, token);
    await addMug(page);
    await fillCheckout(page, 'tok_approved');
    let sent = '';
    await page.route(`${site}/checkout`, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      sent = route.request().postData() ?? '';
      await route.fetch({ maxRedirects: 0 });
      await route.abort();
    });
    await placeButton(page).click();
    await expect.poll(() => ordersOf(token), { timeout: 60_000 }).toHaveLength(1);
    await page.unroute(`${site}/checkout`);
    // As a browser sends a form again when its page is reloaded.
    const again = await page.request.post(`${site}/checkout`, {
      data: sent,
      maxRedirects: 0,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      },
    });
    const [{ id } = { id: '' }, ...others] = await ordersOf(token);
    expect([again.status(), again.headers().location]).toEqual([303, `/orders/${id}`]);
    await page.goto(`${site}/checkout`);
    await page.getByText('Your cart is empty.').waitFor();
    expect(others).toEqual([]);
  });
});
