// The shop as a browser without scripts meets it: pages, forms, cookies, and what others try with them.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser, visit } from '../support/browser.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createPlainBrowser } from '../support/plain-browser.ts';
import { admin, createShop, order, shippingAddress } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const site = apiUrl.replace(/\/v1$/, '');

const createBrowser = () => createPlainBrowser(shop);

const hidden = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';

describe('a visitor without scripts', () => {
  it('searches, looks at a product, and fills a cart', async () => {
    const browser = createBrowser();
    const found = await browser.get('/?q=mug');
    const link = /href="(\/products\/prd_\w+)"/.exec(found.text)?.[1] ?? '';
    const product = await browser.get(link);
    expect(product.text).toContain('MUG-BLUE');
    const added = await browser.post('/cart', { sku: 'MUG-BLUE', quantity: '2' });
    expect([added.status, added.headers.get('location')]).toEqual([303, '/cart']);
    await browser.post('/cart', { sku: 'MUG-BLUE', quantity: '1' });
    const cart = await browser.get('/cart');
    expect(hidden(cart.text, 'sku')).toBe('MUG-BLUE');
    expect(cart.text).toContain('value="3"');
    await browser.post('/cart/lines', { sku: 'MUG-BLUE', quantity: '0' });
    expect((await browser.get('/cart')).text).toContain('Your cart is empty.');
  });

  it('reads German where that is wanted, and keeps the choice', async () => {
    const browser = createBrowser();
    const german = { headers: { 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' } };
    expect((await browser.get('/cart', german)).text).toContain('Dein Warenkorb ist leer.');
    await browser.get('/?language=en', german);
    expect((await browser.get('/cart', german)).text).toContain('Your cart is empty.');
  });

  it('sees a picture of every seeded product', async () => {
    const { body } = await shop.call<{ items: { images: string[] }[] }>(
      'GET',
      '/products?limit=20',
    );
    const images = body.items.flatMap((product) => product.images).slice(0, 10);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) {
      const { status, headers } = await createBrowser().get(image);
      expect([image, status, headers.get('content-type')]).toEqual([image, 200, 'image/svg+xml']);
    }
  });
});

describe('a customer', () => {
  it('takes the cart of the guest along, orders it once, and follows the order', async () => {
    const customer = await shop.newCustomer();
    const browser = createBrowser();
    await browser.post('/cart', { sku: 'MUG-BLUE', quantity: '2' });
    const login = await browser.logIn(customer);
    expect(login.headers.get('location')).toBe('/cart');
    expect((await browser.get('/cart')).text).toContain('MUG-BLUE');
    const checkout = await browser.get('/checkout');
    const form = {
      key: hidden(checkout.text, 'key'),
      'line.MUG-BLUE': hidden(checkout.text, 'line.MUG-BLUE'),
      ...shippingAddress,
      shippingMethod: 'standard',
      card: 'tok_approved',
      coupon: '',
    };
    const placed = await browser.post('/checkout', form);
    const path = placed.headers.get('location') ?? '';
    expect([placed.status, path]).toEqual([303, expect.stringMatching(/^\/orders\/ord_/)]);
    await shop.settled(customer.token, path.slice('/orders/'.length));
    const page = await browser.get(path);
    expect(page.text).toContain('<strong>confirmed</strong>');
    expect((await browser.get('/orders')).text).toContain(path);
    const { body } = await shop.call<{ items: unknown[] }>('GET', '/orders', {
      token: customer.token,
    });
    expect(body.items).toHaveLength(1);
  });

  it('is told what is wrong with an address, beside what was typed', async () => {
    const browser = createBrowser();
    await browser.logIn(await shop.newCustomer());
    await browser.post('/cart', { sku: 'MUG-BLUE', quantity: '1' });
    const { key } = { key: hidden((await browser.get('/checkout')).text, 'key') };
    const refused = await browser.post('/checkout', {
      key,
      ...shippingAddress,
      country: 'xx1',
      shippingMethod: 'standard',
      card: 'tok_approved',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('role="alert"');
    expect(refused.text).toContain('value="1 Harbour Street"');
    expect((await browser.get('/cart')).text).toContain('MUG-BLUE');
  });

  it('stays logged in when the access token has ended, and is out after logging out', async () => {
    const browser = createBrowser();
    await browser.logIn(await shop.newCustomer());
    browser.cookies.delete('shop_access');
    expect((await browser.get('/orders')).status).toBe(200);
    await browser.post('/logout', {});
    const after = await browser.get('/orders');
    expect([after.status, after.headers.get('location')]).toEqual([303, '/login?next=%2Forders']);
  });

  it('confirms an address and chooses a new password by the links of the mails', async () => {
    const customer = await shop.newCustomer();
    const browser = createBrowser();
    await shop.call('POST', '/auth/password-reset', { body: { email: customer.email } });
    const mail = await shop.mailTo(customer.email, ({ text }) => text.includes('/reset-password?'));
    const link = /https?:\/\/\S+\/reset-password\?token=\S+/.exec(mail.text)?.[0] ?? '';
    expect(link).toContain(`${site}/reset-password`);
    const page = await browser.get(link.slice(site.length));
    expect(page.status).toBe(200);
    const password = `another long password ${randomUUID()}`;
    const token = hidden(page.text, 'token');
    const changed = await browser.post('/reset-password', { token, password });
    expect(changed.headers.get('location')).toBe('/login?changed=1');
    await expect(shop.login({ email: customer.email, password })).resolves.toBeTypeOf('string');
    const again = await browser.post('/reset-password', { token, password });
    expect([again.status, again.text.includes('invalid-token')]).toEqual([400, true]);
  });
});

describe.skipIf(!hasBrowser)('a customer with scripts', () => {
  it('logs in at the API itself, and sees an order change as it changes', async () => {
    const customer = await shop.newCustomer();
    const staff = await shop.tokenOf(admin);
    const browser = await openBrowser();
    try {
      const { page, complaints, asked } = await visit(browser);
      await page.goto(`${site}/login?next=/orders`);
      await page.fill('[name=email]', customer.email);
      await page.fill('[name=password]', 'a wrong password of mine');
      await page.click('form[data-api] button');
      await page.getByRole('alert').waitFor();
      await page.fill('[name=password]', customer.password);
      await page.click('form[data-api] button');
      await page.waitForURL(`${site}/orders`);

      const { body: placed } = await shop.place(customer.token, order('MUG-BLUE'));
      await shop.settled(customer.token, placed.id);
      const streamed = page.waitForResponse((answer) => answer.url().endsWith('/events'));
      await page.goto(`${site}/orders/${placed.id}`);
      const stream = await streamed;
      expect([stream.status(), await stream.headerValue('content-type')]).toEqual([
        200,
        'text/event-stream',
      ]);
      // Nobody answers while the changes are to be shown: the last one is asked for again.
      await page.route('**/state', (route) => route.fulfill({ status: 503 }));
      const parcel = { carrier: 'Post', trackingNumber: 'LIVE-1' };
      const kept = { token: staff, headers: { 'idempotency-key': randomUUID() }, body: parcel };
      const unshown = page.waitForResponse((answer) => answer.url().endsWith('/state'));
      await shop.call('POST', `/orders/${placed.id}/shipments`, kept);
      expect((await unshown).status()).toBe(503);
      await page.waitForTimeout(2_500);
      await page.unroute('**/state');
      await page.getByText('LIVE-1').waitFor();
      expect(complaints).toEqual([]);
      expect(asked.filter((url) => new URL(url).origin !== new URL(site).origin)).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

it('what is large comes compressed, and what is of one visitor is kept by nobody else', async () => {
  const { token } = await shop.newCustomer();
  const codingOf = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${site}${path}`, {
      headers: { 'accept-encoding': 'br', ...headers },
    });
    expect(answer.ok).toBe(true);
    return [answer.headers.get('content-encoding'), answer.headers.get('cache-control')];
  };
  expect(await codingOf('/assets/shop.js')).toEqual(['br', 'public, max-age=3600']);
  const own = { authorization: `Bearer ${token}` };
  expect(await codingOf('/v1/mobile/home', own)).toEqual(['br', 'private, no-cache']);
  expect(await codingOf('/v1/products')).toEqual([null, 'no-store']);
});

describe('what others try', () => {
  it('scripts in a product are text', async () => {
    const name = `<script>alert(1)</script>"'${randomUUID()}`;
    const sku = `XSS-${randomUUID().slice(0, 8)}`;
    const { body } = await shop.call<{ id: string }>('POST', '/products', {
      token: await shop.tokenOf(admin),
      body: {
        name,
        description: '<img src=x onerror=alert(1)>',
        category: 'kitchen',
        attributes: { material: '<b>bold</b>' },
        variants: [{ sku, name, price: { amount: 1, currency: 'EUR' }, stock: 1 }],
      },
    });
    const { text, headers } = await createBrowser().get(`/products/${body.id}`);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toMatch(/<script>|<img src=x|<b>bold/);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it.each([
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
    ['sec-fetch-site', 'none'],
  ])('a form with %s: %s changes nothing', async (header, value) => {
    const browser = createBrowser();
    const form = { sku: 'MUG-BLUE', quantity: '1' };
    const { status } = await browser.post('/cart', form, { headers: { [header]: value } });
    expect(status).toBe(403);
    expect((await browser.get('/cart')).text).toContain('Your cart is empty.');
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'a login leads to a page of ours, not to %s',
    async (next) => {
      const tokens = { accessToken: 'a', refreshToken: 'r', expiresIn: '600' };
      const { headers } = await createBrowser().post('/session', { ...tokens, next });
      expect(headers.get('location')).toBe('/');
    },
  );

  it("another customer's order is no page", async () => {
    const owner = await shop.newCustomer();
    const placed = await shop.place(owner.token, {
      lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
    });
    const browser = createBrowser();
    await browser.logIn(await shop.newCustomer());
    expect((await browser.get(`/orders/${placed.body.id}`)).status).toBe(404);
  });

  it.each([
    ['GET', '/no/such/page', 404],
    ['GET', '/products/prd_nothing', 404],
    ['GET', '/products/..%2f..%2fusers%2fme', 404],
    ['GET', '/assets/handler.ts', 404],
    ['GET', '/assets/..%2findex.mjs', 404],
    ['GET', '/assets/__proto__', 404],
    ['GET', '/images/products/%3Cscript%3E.svg', 404],
    ['DELETE', '/cart', 405],
    ['GET', '/verify-email', 400],
    ['GET', '/?minPrice=abc&sort=nonsense', 422],
    ['GET', '/?cursor=forged', 400],
  ])('%s %s is a page with %i', async (method, path, status) => {
    const answer = await createBrowser().send(method, path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'text/html; charset=utf-8',
    ]);
  });

  it('cookies that are no tokens are not passed on', async () => {
    const browser = createBrowser();
    browser.cookies.set('shop_cart', 'a%0d%0ax: y');
    browser.cookies.set('shop_refresh', 'not a token');
    expect((await browser.get('/cart')).status).toBe(200);
  });
});
