// What stands around every page of the shop: who sent a request, its cookies and its language.
import { describe, expect, it } from 'vitest';
import { html } from '../../functions/storefront/html.ts';
import { chosenLanguage, wordsFor } from '../../functions/storefront/language.ts';
import { layout } from '../../functions/storefront/layout.ts';
import { keepSession } from '../../functions/storefront/pages/sign-in.ts';
import {
  cartCookies,
  isToken,
  loginCookies,
  logoutCookies,
  tokenIn,
} from '../../functions/storefront/session.ts';
import { isOwnForm, proxyResult, readIncoming } from '../../functions/storefront/visit.ts';

const event = (changes: object = {}) =>
  readIncoming({ httpMethod: 'GET', path: '/shop', ...changes } as never);

describe('a request', () => {
  it.each([
    ['/shop', '/', []],
    ['/shop/', '/', []],
    ['/shop/products/a%2Fb', '/products/a%2Fb', ['products', 'a/b']],
    ['/shopping', '/shopping', ['shopping']],
    ['/100%', '/100%25', ['100%']],
    ['//evil.example/a', '/evil.example/a', ['evil.example', 'a']],
    ['/shop///evil.example', '/evil.example', ['evil.example']],
    ['/shop/\\evil.test', '/%5Cevil.test', ['\\evil.test']],
    ['/shop/\t/evil.test', '/%09/evil.test', ['\t', 'evil.test']],
    ['/shop/%09/evil.test', '/%09/evil.test', ['\t', 'evil.test']],
    ['/shop/∕evil.test', '/%E2%88%95evil.test', ['∕evil.test']],
  ])('at %s is for %s', (path, inShop, segments) => {
    expect(event({ path })).toMatchObject({ path: inShop, segments });
  });

  it('brings its query, its headers by any spelling, its cookies and its id', () => {
    const incoming = event({
      queryStringParameters: { q: 'mug', none: undefined },
      headers: { COOKIE: 'a=1; b=x%20y;c; d=e=f', 'X-Request-Id': 'request-0001' },
    });
    expect(incoming.query.toString()).toBe('q=mug');
    expect(Object.fromEntries(incoming.cookies)).toEqual({ a: '1', b: 'x y', d: 'e=f' });
    expect(incoming.requestId).toBe('request-0001');
    expect(
      event({ headers: { 'x-request-id': 'short' }, requestContext: { requestId: 'gate' } })
        .requestId,
    ).toBe('gate');
    expect(event().requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it('has a form where it says so, as text or as bytes', () => {
    const headers = { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=utf-8' };
    const body = Buffer.from('a=%C3%A4').toString('base64');
    expect(event({ headers, body: 'a=b' }).form.get('a')).toBe('b');
    expect(event({ headers, body, isBase64Encoded: true }).form.get('a')).toBe('ä');
    expect(event({ headers, body: null }).form.toString()).toBe('');
    expect(event({ body: 'a=b' }).form.toString()).toBe('');
  });

  it.each([
    [{}, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil', host: 'shop' }, true],
    [{ origin: 'https://shop', host: 'shop' }, true],
    [{ origin: 'https://evil', host: 'shop' }, false],
    [{ origin: 'null', host: 'shop' }, false],
  ])('with %j is a form of ours: %s', (headers, is) => {
    expect(isOwnForm(event({ headers }))).toBe(is);
  });
});

describe('an answer', () => {
  it('is kept by nobody and leads nowhere, unless it says so', () => {
    const sent = { status: 200, body: 'b', requestId: 'req' };
    const bare = proxyResult(sent);
    expect(bare).toMatchObject({ statusCode: 200, body: 'b', multiValueHeaders: {} });
    expect(bare.headers).toMatchObject({ 'cache-control': 'no-store', 'x-request-id': 'req' });
    expect(Object.keys(bare.headers ?? {})).not.toEqual(expect.arrayContaining(['location']));
    expect(Object.keys(bare.headers ?? {})).not.toEqual(expect.arrayContaining(['content-type']));
    const whole = {
      ...sent,
      location: '/cart',
      contentType: 'text/css',
      cacheControl: 'max-age=1',
    };
    expect(proxyResult(whole).headers).toMatchObject({
      location: '/cart',
      'content-type': 'text/css',
      'cache-control': 'max-age=1',
    });
  });

  it('sets cookies that no script reads, and takes them away', () => {
    const cookies = [
      { name: 'a', value: 'x y', maxAge: 60 },
      { name: 'b', value: '', maxAge: 60, path: '/staff', sameSite: 'Strict' },
    ] as const;
    const { multiValueHeaders } = proxyResult({ status: 303, body: '', requestId: 'r', cookies });
    expect(multiValueHeaders?.['set-cookie']).toEqual([
      'a=x%20y; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax',
      'b=; Path=/staff; Max-Age=0; HttpOnly; Secure; SameSite=Strict',
    ]);
  });
});

describe('a session', () => {
  it('is kept for as long as its tokens, the shorter one half a minute less', () => {
    const tokens = { accessToken: 'a', refreshToken: 'r', tokenType: 'Bearer' as const };
    const ages = (expiresIn: number) =>
      loginCookies({ ...tokens, expiresIn } as never).map(({ name, value, maxAge }) => [
        name,
        value,
        maxAge,
      ]);
    expect(ages(600)).toEqual([
      ['shop_access', 'a', 570],
      ['shop_refresh', 'r', 2_592_000],
    ]);
    expect(ages(29)[0]).toEqual(['shop_access', 'a', 0]);
    expect(logoutCookies().map(({ name, value, maxAge }) => [name, value, maxAge])).toEqual([
      ['shop_access', '', 0],
      ['shop_refresh', '', 0],
      ['shop_cart', '', 0],
    ]);
  });

  it('has the cart that the API names', () => {
    expect(cartCookies(new Headers({ 'x-cart-token': 'c' }))).toEqual([
      { name: 'shop_cart', value: 'c', maxAge: 2_592_000 },
    ]);
    expect(cartCookies(new Headers())).toEqual([]);
  });

  it.each([
    ['a', true],
    ['a'.repeat(4_096), true],
    ['a'.repeat(4_097), false],
    ['', false],
    ['a b', false],
  ])('%.10s is a token: %s', (text, is) => {
    expect(isToken(text)).toBe(is);
    const cookie = `shop_cart=${encodeURIComponent(text)}`;
    expect(tokenIn(event({ headers: { cookie } }), 'shop_cart')).toBe(is ? text : undefined);
    expect(tokenIn(event({ headers: { cookie } }), 'other')).toBeUndefined();
  });
});

describe('the language', () => {
  const of = (query: object, headers: object) =>
    wordsFor(event({ queryStringParameters: query, headers })).language;

  it('is the one of the link, the one that was chosen, or the one of the browser', () => {
    const headers = { cookie: 'shop_language=de', 'accept-language': 'en' };
    expect(of({ language: 'en' }, headers)).toBe('en');
    expect(of({}, headers)).toBe('de');
    expect(of({}, { 'accept-language': 'de' })).toBe('de');
    expect(of({}, {})).toBe('en');
  });

  it('is kept for a year where a link has chosen it', () => {
    expect(chosenLanguage(event({ queryStringParameters: { language: 'de' } }))).toEqual([
      { name: 'shop_language', value: 'de', maxAge: 31_536_000 },
    ]);
    expect(chosenLanguage(event({ queryStringParameters: { language: 'xx' } }))).toEqual([]);
    expect(chosenLanguage(event())).toEqual([]);
  });

  it('is changed by a link to the same page', () => {
    const page = (language: string, isLoggedIn = false) =>
      layout(
        {
          words: wordsFor(event({ queryStringParameters: { language } })),
          isLoggedIn,
          path: '/cart',
          query: new URLSearchParams('q=a'),
        },
        'Cart',
        html`<p>main</p>`,
      );
    expect(page('en')).toContain('href="/cart?q=a&amp;language=de" hreflang="de"');
    expect(page('de')).toContain('href="/cart?q=a&amp;language=en" hreflang="en"');
    expect(page('en')).toContain('href="/login"');
    expect(page('en')).not.toContain('href="/account"');
    expect(page('en', true)).toContain('href="/account"');
    expect(page('en', true)).not.toContain('href="/login"');
  });
});

it.each([
  ['600', 570],
  ['0', 0],
  ['1e999', 0],
  ['Infinity', 0],
  ['-5', 0],
  ['600.5', 0],
  ['0x258', 0],
  ['', 0],
])('an access token that ends in %j seconds is kept for %i', (expiresIn, maxAge) => {
  const form = new URLSearchParams({ accessToken: 'a', refreshToken: 'r', expiresIn });
  const { cookies } = keepSession({ form, query: new URLSearchParams() } as never);
  expect(cookies).toMatchObject([
    { value: 'a', maxAge },
    { value: 'r', maxAge: 2_592_000 },
  ]);
});
