// A request through the shop: which page, for whom, in which language, and what is said where there is none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../functions/storefront/pages.ts';
import { customer, openShop, refusedWith, type Shop } from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const cookie = (name: string, value: string, age: number) =>
  `${name}=${value}; Path=/; Max-Age=${age}; HttpOnly; Secure; SameSite=Lax`;

describe('a path', () => {
  it.each([
    ['GET', '/nowhere', 404, undefined],
    ['GET', '/cart/lines/more', 404, undefined],
    ['GET', '/products', 404, undefined],
    ['GET', '/cart/lines', 405, 'POST'],
    ['POST', '/verify-email/x', 404, undefined],
    ['POST', '/docs', 405, 'GET'],
    ['DELETE', '/login', 405, 'GET, POST'],
    ['DELETE', '/cart', 405, 'GET, POST'],
    ['PUT', '/orders/ord_1', 405, 'GET'],
    ['HEAD', '/login', 200, undefined],
    ['HEAD', '/logout', 405, 'POST'],
    ['GET', '/shop/login', 200, undefined],
    ['GET', '/shopping', 404, undefined],
  ])('%s %s is answered with %i', async (method, path, status, allow) => {
    const answer = await shop.visit(method, path);
    expect([answer.status, answer.headers.allow]).toEqual([status, allow]);
    if (status !== 200) expect(answer.main).toContain('<h1>There is no such page.</h1>');
  });

  it('is decoded segment by segment, and as it is where it cannot be', async () => {
    const product = await shop.get('/products/a%2Fb', {});
    expect(product.asked).toEqual(['GET /products/a%2Fb']);
    const broken = await shop.get('/products/%E0%A4%A', {});
    expect([broken.status, broken.asked]).toEqual([404, ['GET /products/%25E0%25A4%25A']]);
  });
});

describe('whoever is not logged in', () => {
  const own = routes.filter(({ forCustomers }) => forCustomers);
  /** The longest first: where a form stands. */
  const pages = own
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => path.replace('{id}', 'x'))
    .sort((one, other) => other.length - one.length);
  it.each(own.map(({ method, path }) => [method, path.replace('{id}', 'x')]))(
    'is sent to the login by %s %s, and back to what can be seen',
    async (method, path) => {
      const { status, location, asked } = await shop.visit(method, `${path}?a=1`);
      const page = pages.find((each) => path === each || path.startsWith(`${each}/`));
      const next = method === 'GET' ? `${path}?a=1` : (page ?? '/');
      expect([status, location, asked]).toEqual([
        303,
        `/login?next=${encodeURIComponent(next)}`,
        [],
      ]);
    },
  );

  it.each(
    routes.filter(({ forCustomers }) => !forCustomers).map(({ method, path }) => [method, path]),
  )('is not by %s %s', async (method, path) => {
    const { location = '' } = await shop.visit(method, path);
    expect(location).not.toContain('/login?next');
  });

  it('has no question mark in the way back without a query', async () => {
    expect((await shop.get('/orders')).location).toBe('/login?next=%2Forders');
  });
});

describe('a form', () => {
  const sent = async (headers: Record<string, string>) => {
    const all = { 'sec-fetch-site': undefined, ...headers } as unknown as Record<string, string>;
    const { status } = await shop.post(
      '/cart/lines',
      { sku: 'MUG', quantity: '1' },
      {
        headers: all,
        answers: { 'PUT /cart/lines/MUG': { body: {} } },
      },
    );
    return status;
  };
  it.each([
    [303, { 'sec-fetch-site': 'same-origin' }],
    [403, { 'sec-fetch-site': 'same-site' }],
    [403, { 'sec-fetch-site': 'cross-site', origin: 'http://shop.test' }],
    [303, { origin: 'http://shop.test' }],
    [403, { origin: 'http://elsewhere.test' }],
    [403, { origin: 'null' }],
    [303, {}],
  ])('is answered with %i when it comes with %j', async (status, headers) => {
    expect(await sent(headers)).toBe(status);
  });

  it('is said to be of elsewhere', async () => {
    const { main } = await shop.post('/logout', {}, { headers: { 'sec-fetch-site': 'none' } });
    expect(main).toContain('This form was not sent by a page of this shop');
  });

  it.each([
    ['APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8', false, '/cart'],
    ['application/x-www-form-urlencoded', true, '/cart'],
    ['application/json', false, '/'],
  ])('of type %s, as base64 %s, is read', async (type, isBase64Encoded, to) => {
    const form = 'accessToken=a&next=%2Fcart';
    const body = isBase64Encoded ? Buffer.from(form).toString('base64') : form;
    const headers = { 'Content-Type': type };
    const { location } = await shop.post(
      '/session',
      {},
      {
        headers,
        event: { body, isBase64Encoded },
      },
    );
    expect(location).toBe(to);
  });
});

describe('a page', () => {
  it('says in its head what a browser may do with it', async () => {
    const { headers } = await shop.get('/login');
    expect(headers).toEqual({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=63072000',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-request-id': 'request-00000001',
      'content-type': 'text/html; charset=utf-8',
    });
  });

  it.each([
    ['en', {}, '/login', []],
    ['de', { headers: { 'accept-language': 'fr, DE-at;q=0.8, en' } }, '/login', []],
    ['en', { headers: { 'accept-language': 'fr' } }, '/login', []],
    ['de', { cookies: { shop_language: 'de' } }, '/login', []],
    ['en', { cookies: { shop_language: 'de' } }, '/login?language=en', ['en']],
    ['de', { headers: { 'accept-language': 'de' } }, '/login?language=fr', []],
  ])('is in %s with %j at %s', async (language, visiting, url, kept) => {
    const { body, cookies } = await shop.get(url, visiting);
    const other = language === 'en' ? 'de' : 'en';
    expect(body).toContain(`<html lang="${language}">`);
    expect(body).toContain(`<a href="/login?language=${other}" hreflang="${other}">`);
    expect(cookies).toEqual(kept.map((each) => cookie('shop_language', each, 31_536_000)));
  });

  it('has what its visitor can do in its head', async () => {
    const linksOf = (body: string) =>
      ['/login', '/orders', '/account'].map((each) => body.includes(`<a href="${each}">`));
    expect(linksOf((await shop.get('/register')).body)).toEqual([true, false, false]);
    const { body } = await shop.get('/register?q="x', { cookies: customer });
    expect(linksOf(body)).toEqual([false, true, true]);
    expect(body).toContain('name="q" maxlength="100" value="&quot;x"');
  });

  it('tells what the API has refused, member by member', async () => {
    const errors = [{ pointer: '/lines/0/sku', code: 'x', detail: 'is <nothing>' }];
    const answers = { 'GET /cart': refusedWith(422, 'validation-failed', { errors }) };
    const { status, main } = await shop.get('/cart', { answers });
    expect(status).toBe(422);
    expect(main).toContain('<h1>Something went wrong</h1>');
    expect(main).toContain(
      '<p>title of validation-failed</p><ul><li>sku: is &lt;nothing&gt;</li></ul>',
    );
    expect(main).toContain('validation-failed</p>');
  });

  it('tells the words of the API before the title of their kind', async () => {
    const answers = { 'GET /cart': refusedWith(409, 'invalid-state', { detail: 'Not now.' }) };
    expect((await shop.get('/cart', { answers })).main).toContain(
      '<p>Not now.</p><p class="code">',
    );
  });

  it('that is not there for the API is not there', async () => {
    const { status, main } = await shop.get('/products/prd_1');
    expect(status).toBe(404);
    expect(main).not.toContain('role="alert"');
  });

  it('that fails is a page as well', async () => {
    const answers = { 'GET /products/x': { body: {} } };
    const { status, main } = await shop.get('/products/x', { answers });
    expect([status, main.includes('<h1>Something went wrong</h1>')]).toEqual([500, true]);
  });
});

describe('the id of a request', () => {
  const idWith = async (given: string | undefined, requestId?: string) => {
    const headers = { 'X-Request-Id': given as string };
    const event = requestId === undefined ? {} : { requestContext: { requestId } as never };
    return String((await shop.get('/login', { headers, event })).headers['x-request-id']);
  };

  it('is the one that was sent where it is one', async () => {
    expect(await idWith('12345678')).toBe('12345678');
    expect(await idWith('x'.repeat(64))).toBe('x'.repeat(64));
  });

  it.each(['1234567', 'x'.repeat(65), 'a b c d e f', undefined])('is not %j', async (given) => {
    expect(await idWith(given, 'of-the-gateway')).toBe('of-the-gateway');
    expect(await idWith(given)).toMatch(/^[\da-f-]{36}$/);
  });
});
