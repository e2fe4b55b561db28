// One-time codes by the pages of the shop, without scripts.
import { expect, it } from 'vitest';
import { totpAt } from '../../functions/auth/credentials/totp.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createPlainBrowser } from '../support/plain-browser.ts';
import { createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);

it('are used once the first is right, and no more after password and code', async () => {
  const customer = await shop.newCustomer();
  const browser = createPlainBrowser(shop);
  await browser.logIn(customer);
  const { password } = customer;
  const wrong = await browser.post('/account/mfa', { password: 'not this one at all' });
  expect([wrong.status, wrong.text.includes('invalid-credentials')]).toEqual([422, true]);
  const begun = await browser.post('/account/mfa', { password });
  const secret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(begun.text)?.[1] ?? '').replaceAll(' ', '');
  const step = Math.floor(Date.now() / 30_000);
  const on = await browser.post('/account/mfa/confirmation', { otp: totpAt(secret, step) });
  expect([on.status, on.headers.get('location')]).toEqual([303, '/account']);
  expect((await browser.get('/account')).text).toContain('action="/account/mfa/end"');
  const login = { body: { email: customer.email, password } };
  const { body: refused } = await shop.call<{ code: string }>('POST', '/auth/login', login);
  expect(refused.code).toBe('otp-required');
  // A code counts once; the one of the next half minute is taken a little early.
  const off = await browser.post('/account/mfa/end', { password, otp: totpAt(secret, step + 1) });
  expect([off.status, off.headers.get('location')]).toEqual([303, '/account']);
  expect((await browser.get('/account')).text).toContain('action="/account/mfa"');
});
