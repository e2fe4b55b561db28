// The account in the shop: what is shown of it, logging in and out, and what each form asks of the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  customer,
  inputsIn,
  openShop,
  readIn,
  refusedWith,
  type Shop,
} from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const cookies = customer;
const profile = { id: 'usr_1', email: 'ada@example.com', name: 'Ada', mfaEnabled: false };
const at = '2026-01-01T10:00:00.000Z';

describe('the account', () => {
  const page = (email: object, mfaEnabled = false) =>
    shop.get('/account', {
      cookies,
      answers: {
        'GET /users/me': { body: { ...profile, mfaEnabled } },
        'GET /users/me/notification-preferences': { body: { email } },
        'GET /users/me/sessions': {
          body: {
            items: [
              { id: 'ses_1', createdAt: at, userAgent: 'Firefox', current: true },
              { id: 'ses_2', createdAt: at, userAgent: null, current: false },
            ],
          },
        },
      },
    });

  it.each([
    [{ orders: true, shipping: false }, ['orders= checked', 'shipping=']],
    [{ orders: false, shipping: true }, ['orders=', 'shipping= checked']],
  ])('shows which mails one gets: %j', async (email, boxes) => {
    const inputs = inputsIn((await page(email)).main);
    expect(inputs.slice(0, 3)).toEqual(['name=Ada required', ...boxes]);
  });

  it('shows where one is logged in, and ends only others', async () => {
    const { main } = await page({ orders: true, shipping: true }, true);
    const sessions = [...main.matchAll(/<li>(.*?)<\/li>/gs)].map(([, each = '']) => each);
    expect(sessions.map((each) => readIn(each).replace(/^.*? · /, ''))).toEqual([
      'Firefox this session',
      '– End this session',
    ]);
    expect(sessions[1]).toContain('action="/account/sessions/ses_2/end"');
    expect(main).toContain('action="/account/mfa/end"');
  });

  it.each([
    [{ etag: '"7"' }, '"7"'],
    [{}, undefined],
  ])('changes the name in the version that was read: %j', async (headers, ifMatch) => {
    const { location, sent, calls } = await shop.post(
      '/account/name',
      { name: 'Ida' },
      {
        cookies,
        answers: {
          'GET /users/me': { headers, body: profile },
          'PATCH /users/me': { body: profile },
        },
      },
    );
    expect([location, sent, calls[1]?.headers['if-match']]).toEqual([
      '/account',
      [{ name: 'Ida' }],
      ifMatch,
    ]);
  });

  it('keeps a name that was refused in its form', async () => {
    const { status, main } = await shop.post(
      '/account/name',
      { name: 'Ida <' },
      {
        cookies,
        answers: {
          'GET /users/me': { body: profile },
          'GET /users/me/notification-preferences': { body: { email: {} } },
          'GET /users/me/sessions': { body: { items: [] } },
          'PATCH /users/me': refusedWith(422, 'validation-failed'),
        },
      },
    );
    expect([status, inputsIn(main)[0]]).toEqual([422, 'name=Ida &lt; required']);
    expect(main.indexOf('validation-failed')).toBeLessThan(main.indexOf('<h1>Account'));
  });

  it.each([
    [{ orders: 'on' }, { orders: true, shipping: false }],
    [{ shipping: 'on' }, { orders: false, shipping: true }],
  ])('changes the mails and leaves the rest: %j', async (form, email) => {
    const path = '/users/me/notification-preferences';
    const { location, sent } = await shop.post('/account/mails', form, {
      cookies,
      answers: {
        [`GET ${path}`]: { body: { email: { orders: true, shipping: true }, sms: { on: true } } },
        [`PUT ${path}`]: { body: {} },
      },
    });
    expect([location, sent]).toEqual(['/account', [{ email, sms: { on: true } }]]);
  });

  it('ends a session', async () => {
    const { location, asked } = await shop.post(
      '/account/sessions/ses_2/end',
      {},
      {
        cookies,
        answers: { 'DELETE /users/me/sessions/ses_2': {} },
      },
    );
    expect([location, asked]).toEqual(['/account', ['DELETE /users/me/sessions/ses_2']]);
  });
});

describe('the login', () => {
  it.each([
    ['/login', '/', []],
    ['/login?next=/orders', '/orders', ['Log in to go on.']],
    ['/login?next=/orders/ord_1?a=b%26c', '/orders/ord_1?a=b&amp;c', ['Log in to go on.']],
    ['/login?next=//evil.test', '/', ['Log in to go on.']],
    ['/login?next=/%5Cevil.test', '/', ['Log in to go on.']],
    ['/login?next=https://evil.test', '/', ['Log in to go on.']],
    ['/login?next=/a%20b', '/', ['Log in to go on.']],
    ['/login?registered=1', '/', ['Nearly done: follow the link in the mail that is on its way.']],
    ['/login?changed=1', '/', ['Your password is changed. Log in with the new one.']],
  ])('at %s leads to %s', async (url, next, said) => {
    const { main } = await shop.get(url);
    expect(main).toContain(`data-session="${next}"`);
    const told = [...main.matchAll(/<p(?: role="status")?>([^<]*)<\/p>/g)].map(([, text]) => text);
    expect(told).toEqual(said);
    expect(inputsIn(main)).toEqual(['email= required', 'password= required', 'otp=']);
  });

  it.each([
    ['/login?next=/orders', ['email=ada@example.com required', 'password= required', 'otp=']],
    ['/register', ['name=Ada required', 'email=ada@example.com required', 'password= required']],
    ['/forgot-password', ['email=ada@example.com required']],
  ])('at %s has no password in an address where no script takes the form', async (url, inputs) => {
    const asIs = await shop.get(url);
    expect(asIs.main.match(/<form\b[^>]*>/g)).toEqual([
      expect.stringMatching(/^<form method="post" data-api="(?!.*action)/),
    ]);
    expect(asIs.main).toContain('<noscript><p class="trouble" role="alert">');
    const form = { name: 'Ada', email: 'ada@example.com', password: 'a secret', otp: '1' };
    const sent = await shop.post(url, form);
    expect([sent.status, sent.asked, inputsIn(sent.main)]).toEqual([200, [], inputs]);
    expect(readIn(sent.main)).toContain('This form needs JavaScript.');
    expect(sent.main).not.toContain('<noscript>');
  });

  it('asks for what an account needs', async () => {
    const { main } = await shop.get('/register');
    expect(inputsIn(main)).toEqual(['name= required', 'email= required', 'password= required']);
    expect(main).toContain('data-next="/login?registered=1"');
    const sizes = [
      ...main.matchAll(
        /name="(\w+)" type="(\w+)" value="" maxlength="(\d+)" autocomplete="([\w-]+)"/g,
      ),
    ];
    expect(sizes.map((each) => each.slice(1).join(' '))).toEqual([
      'name text 100 name',
      'email email 254 username',
      'password password 256 new-password',
    ]);
  });

  it.each([
    ['/forgot-password', false],
    ['/forgot-password?sent=1', true],
  ])('that was forgotten, at %s', async (url, isSent) => {
    const { main } = await shop.get(url);
    expect(main.includes('a mail is on its way')).toBe(isSent);
    expect(main).toContain('maxlength="254"');
  });

  const cookie = (name: string, value: string, age: number) =>
    `${name}=${value}; Path=/; Max-Age=${age}; HttpOnly; Secure; SameSite=Lax`;

  it.each([
    ['900', 870],
    ['30', 0],
    ['nonsense', 0],
  ])('becomes cookies for a token of %s s', async (expiresIn, age) => {
    const form = { accessToken: 'a', refreshToken: 'r', expiresIn, next: '/orders' };
    const answer = await shop.post('/session', form);
    expect([answer.status, answer.location, answer.cookies]).toEqual([
      303,
      '/orders',
      [cookie('shop_access', 'a', age), cookie('shop_refresh', 'r', 2_592_000)],
    ]);
  });

  it.each([
    ['is over', refusedWith(401, 'unauthenticated')],
    ['is not', { status: 204 }],
  ])('ends, whether the session %s', async (_, answer) => {
    const {
      location,
      cookies: set,
      asked,
    } = await shop.post(
      '/logout',
      {},
      {
        cookies,
        answers: { 'POST /auth/logout': answer },
      },
    );
    expect([location, asked]).toEqual(['/', ['POST /auth/logout']]);
    expect(set).toEqual(
      ['shop_access', 'shop_refresh', 'shop_cart'].map((name) => cookie(name, '', 0)),
    );
  });
});
