// The address book in the shop, without scripts, and what a checkout makes of it; a checkout that is sent again is one order.
import { describe, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createPlainBrowser } from '../support/plain-browser.ts';
import { createShop, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const home = '/account/addresses';

const hidden = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';

const customerWith = async (quantity: number) => {
  const customer = await shop.newCustomer();
  const browser = createPlainBrowser(shop);
  await browser.logIn(customer);
  if (quantity > 0) await browser.post('/cart', { sku: 'MUG-BLUE', quantity: String(quantity) });
  const booked = async () => {
    const { body } = await shop.call<{ items: { id: string; address: { line1: string } }[] }>(
      'GET',
      '/users/me/addresses',
      { token: customer.token },
    );
    return body.items;
  };
  const orders = async () => {
    const { body } = await shop.call<{ items: { id: string }[] }>('GET', '/orders', customer);
    return body.items;
  };
  return { ...customer, browser, booked, orders };
};

/** The fields of a checkout page, as a browser would send them. */
const formOf = (text: string): Record<string, string> => ({
  key: hidden(text, 'key'),
  'line.MUG-BLUE': hidden(text, 'line\\.MUG-BLUE'),
  shippingMethod: 'standard',
  card: 'tok_approved',
});

const placedBy = async (token: string, path: string) =>
  (
    await shop.call<{ shippingAddress: object; lines: { quantity: number }[] }>('GET', path, {
      token,
    })
  ).body;

describe('a customer', () => {
  it('keeps addresses, changes one, makes it the default, and forgets one', async () => {
    const { browser, booked } = await customerWith(0);
    expect((await browser.get('/account')).text).toContain(`href="${home}"`);
    expect((await browser.get(home)).text).toContain('You keep no address yet.');
    const added = await browser.post(home, { ...shippingAddress, country: 'pt' });
    expect([added.status, added.headers.get('location')]).toEqual([303, home]);
    await browser.post(home, { ...shippingAddress, line1: '2 Mill Lane' });
    const [first, second] = await booked();
    const page = await browser.get(`${home}/${second?.id}`);
    expect(page.text).toContain('value="2 Mill Lane"');
    const etag = hidden(page.text, 'etag').replaceAll('&quot;', '"');
    const changed = { ...shippingAddress, line1: '3 Mill Lane', etag };
    expect((await browser.post(`${home}/${second?.id}`, changed)).status).toBe(303);
    // The page of another tab is older now.
    const stale = await browser.post(`${home}/${second?.id}`, { ...changed, line1: 'Nowhere 1' });
    expect([stale.status, stale.text.includes('value="Nowhere 1"')]).toEqual([412, true]);
    await browser.post(`${home}/${second?.id}/default`, { use: 'Shipping' });
    expect((await booked()).map((each) => ({ ...each, id: '' }))).toMatchObject([
      { address: { line1: '1 Harbour Street' }, defaultShipping: false, defaultBilling: true },
      { address: { line1: '3 Mill Lane' }, defaultShipping: true, defaultBilling: false },
    ]);
    await browser.post(`${home}/${first?.id}/removal`, {});
    expect((await booked()).map(({ id }) => id)).toEqual([second?.id]);
  });

  it('reads it in German, and is told what is wrong beside what was typed', async () => {
    const { browser } = await customerWith(0);
    const german = { headers: { 'accept-language': 'de' } };
    expect((await browser.get(home, german)).text).toContain('Adresse hinzufügen');
    const refused = await browser.post(home, { ...shippingAddress, country: 'Portugal' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('role="alert"');
    expect(refused.text).toContain('value="1 Harbour Street"');
  });

  it('is offered the book at the checkout, and may type another address', async () => {
    const { token, browser, booked } = await customerWith(1);
    await browser.post(home, shippingAddress);
    await browser.post(home, { ...shippingAddress, line1: '2 Mill Lane' });
    const [first, second] = await booked();
    const page = await browser.get('/checkout');
    expect(page.text).toContain(`value="${first?.id}" required checked`);
    const form = { ...formOf(page.text), booked: second?.id ?? '', name: 'Not this one' };
    const placed = await browser.post('/checkout', form);
    const path = placed.headers.get('location') ?? '';
    expect((await placedBy(token, path)).shippingAddress).toMatchObject({ line1: '2 Mill Lane' });
    await browser.post('/cart', { sku: 'MUG-BLUE', quantity: '1' });
    const again = formOf((await browser.get('/checkout')).text);
    const typed = { ...again, booked: '', ...shippingAddress, line1: '4 New Road' };
    const other = (await browser.post('/checkout', typed)).headers.get('location') ?? '';
    expect((await placedBy(token, other)).shippingAddress).toMatchObject({ line1: '4 New Road' });
  });
});

describe('a checkout', () => {
  it('that is sent twice is one order, whose page is shown both times', async () => {
    const { browser, orders } = await customerWith(2);
    const form = { ...formOf((await browser.get('/checkout')).text), ...shippingAddress };
    const sent = [await browser.post('/checkout', form), await browser.post('/checkout', form)];
    const [{ id } = { id: '' }, ...others] = await orders();
    expect(others).toEqual([]);
    const shown = { status: 303, location: `/orders/${id}` };
    expect(
      sent.map(({ status, headers }) => ({ status, location: headers.get('location') })),
    ).toEqual([shown, shown]);
  });

  it('orders what its page has shown, and leaves what another tab has added', async () => {
    const { token, browser } = await customerWith(1);
    const form = { ...formOf((await browser.get('/checkout')).text), ...shippingAddress };
    await browser.post('/cart', { sku: 'MUG-BLUE', quantity: '4' });
    const placed = await browser.post('/checkout', form);
    const order = await placedBy(token, placed.headers.get('location') ?? '');
    expect(order.lines.map(({ quantity }) => quantity)).toEqual([1]);
    expect((await browser.get('/cart')).text).toContain('value="4"');
  });

  it('of a second tab orders nothing that the first one has bought', async () => {
    const { browser, orders } = await customerWith(1);
    const pages = [await browser.get('/checkout'), await browser.get('/checkout')];
    const [first, second] = pages.map(
      ({ text }): Record<string, string> => ({ ...formOf(text), ...shippingAddress }),
    );
    expect(first?.key).not.toBe(second?.key);
    await browser.post('/checkout', first ?? {});
    const late = await browser.post('/checkout', second ?? {});
    expect([late.status, late.text.includes('cart-changed')]).toEqual([409, true]);
    expect(late.text).toContain('href="/orders"');
    expect(await orders()).toHaveLength(1);
  });

  it('that was made up is refused', async () => {
    const { browser, orders } = await customerWith(1);
    const madeUp: readonly Record<string, string>[] = [
      {},
      { 'line.<script>': '1' },
      { 'line.MUG-BLUE': 'all' },
      { 'line.MUG-BLUE': '-1' },
      { 'line.LAST-ONE': '1' },
    ];
    for (const lines of madeUp) {
      const form = { shippingMethod: 'standard', card: 'tok_approved', ...shippingAddress };
      const { status, text } = await browser.post('/checkout', { ...form, ...lines });
      const told = text.includes('role="alert"');
      expect([lines, status === 409 || status === 422, told]).toEqual([lines, true, true]);
    }
    expect(await orders()).toEqual([]);
  });
});

describe('what others try', () => {
  it("another customer's address is no page, and is neither changed nor taken", async () => {
    const owner = await customerWith(0);
    await owner.browser.post(home, shippingAddress);
    const [{ id } = { id: '' }] = await owner.booked();
    const { browser, orders } = await customerWith(1);
    expect((await browser.get(`${home}/${id}`)).status).toBe(404);
    expect((await browser.post(`${home}/${id}/removal`, {})).status).toBe(404);
    expect((await browser.post(`${home}/${id}/default`, { use: 'Shipping' })).status).toBe(404);
    const form = { ...formOf((await browser.get('/checkout')).text), booked: id };
    expect((await browser.post('/checkout', form)).status).toBe(422);
    expect(await orders()).toEqual([]);
    expect(await owner.booked()).toHaveLength(1);
  });

  it('scripts in an address are text', async () => {
    const { browser } = await customerWith(1);
    const name = '"><script>alert(1)</script>';
    await browser.post(home, { ...shippingAddress, name });
    for (const path of [home, '/checkout']) {
      const { text } = await browser.get(path);
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(text).not.toContain('<script>alert');
    }
  });
});
