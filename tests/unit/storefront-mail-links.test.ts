// The pages that mails link to: a click asks nothing of the API, the form asks once.
import { expect, it } from 'vitest';
import {
  resetPassword,
  resetPasswordPage,
  verifyEmail,
  verifyEmailPage,
} from '../../functions/storefront/pages/mail-links.ts';
import { createShopApi } from '../../functions/storefront/shop-api.ts';
import { wordsOf } from '../../functions/storefront/text.ts';
import type { Visit } from '../../functions/storefront/visit.ts';
import { openShop, refusedWith } from '../support/shop-pages.ts';

const hostile = '"><script>alert(1)</script>';

const visitWith = ({ query = {}, form = {} }: { query?: object; form?: object }) => {
  const asked: unknown[] = [];
  const api = createShopApi(
    {
      url: 'http://shop.test/v1',
      requestId: 'request-1',
      accessToken: undefined,
      cartToken: undefined,
    },
    async (given) => {
      const request = given as Request;
      asked.push([request.method, new URL(request.url).pathname, await request.json()]);
      return new Response(null, { status: 204 });
    },
  );
  const visit = {
    api,
    words: wordsOf('en'),
    path: '/verify-email',
    query: new URLSearchParams({ ...query }),
    form: new URLSearchParams({ ...form }),
  } as unknown as Visit;
  return { visit, asked };
};

it.each([verifyEmailPage, resetPasswordPage])('a click alone does nothing: %o', (page) => {
  const { visit, asked } = visitWith({ query: { token: hostile } });
  const { status, main } = page(visit);
  expect(status).toBeUndefined();
  expect(main.text).toContain('value="&quot;&gt;&lt;script&gt;');
  expect(main.text).not.toContain('<script>');
  expect(asked).toEqual([]);
});

it.each([{}, { token: '' }])('a link without a token (%j) is none', (query) => {
  const { visit, asked } = visitWith({ query });
  const pages = [verifyEmailPage(visit), resetPasswordPage(visit)];
  expect(pages.map(({ status }) => status)).toEqual([400, 400]);
  expect(pages.some(({ main }) => main.text.includes('<form'))).toBe(false);
  expect(asked).toEqual([]);
});

it.each(['/reset-password', '/verify-email'])(
  'what %s refuses is told above the form, whose link is not lost',
  async (path) => {
    const shop = await openShop();
    const answers = {
      'POST /auth/password-reset/confirm': refusedWith(422, 'password-rejected'),
      'POST /users/verification': refusedWith(503, 'overloaded', { retryable: true }),
    };
    const { status, main } = await shop.post(
      path,
      { token: 'tok', password: 'short' },
      { answers },
    );
    shop.stop();
    expect([422, 503]).toContain(status);
    expect(main).toMatch(/role="alert".*<input type="hidden" name="token" value="tok">/s);
    expect(main).not.toContain('short');
  },
);

it('the form of a verification verifies', async () => {
  const { visit, asked } = visitWith({ form: { token: 'tok' } });
  const { main } = await verifyEmail(visit);
  expect(main.text).toContain('role="status"');
  expect(asked).toEqual([['POST', '/v1/users/verification', { token: 'tok' }]]);
});

it('the form of a new password sets it, and leads to the login', async () => {
  const { visit, asked } = visitWith({ form: { token: 'tok', password: 'a new one' } });
  expect(await resetPassword(visit)).toEqual({ to: '/login?changed=1' });
  expect(asked).toEqual([
    ['POST', '/v1/auth/password-reset/confirm', { token: 'tok', password: 'a new one' }],
  ]);
});
