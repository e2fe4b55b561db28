// The staff pages in a real browser: each role sees its own, does its own, and customers see nothing.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totpAt } from '../../functions/auth/credentials/totp.ts';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { admin, demo, order } from '../support/shop.ts';
import { logIn, newStaff, pagesOf, shop, site, staffUrl, visitStaff } from '../support/staff.ts';

describe.skipIf(!hasBrowser)('the staff pages', { timeout: 240_000 }, () => {
  let browser: Browser;
  let orderId: string;

  beforeAll(async () => {
    browser = await openBrowser();
    const token = await shop.tokenOf(demo);
    orderId = (await shop.place(token, order('MUG-BLUE'))).body.id;
    await shop.settled(token, orderId);
  }, 120_000);
  afterAll(() => browser?.close());

  it('let an administrator in, who changes a product and sees the orders', async () => {
    const sku = await shop.newSku(7);
    const { page, asked, complaints } = await visitStaff(browser);
    await logIn(page, admin);
    await page.getByRole('link', { name: orderId }).waitFor();
    await page.goto(`${staffUrl}/catalogue?q=${sku}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel(/^Price/).fill('4321');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('€43.21').waitFor();
    expect(asked.filter((url) => new URL(url).origin !== site)).toEqual([]);
    expect(asked.filter((url) => url.includes('_tandem'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('do once what is pressed again after a lost answer, in a form that no failed look has closed', async () => {
    const sku = await shop.newSku(7);
    const { page } = await visitStaff(browser);
    await logIn(page, admin);
    await page.getByRole('link', { name: orderId }).waitFor();
    await page.goto(`${staffUrl}/catalogue?sku=${sku}`);
    await page.getByRole('button', { name: 'Adjust' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Pieces/).fill('3');
    await page.route('**/adjustments', async (route) => {
      await route.fetch();
      await route.abort();
    });
    const looks = [`**/v1/inventory/${sku}`, '**/v1/users/me'];
    for (const each of looks) await page.route(each, (route) => route.fulfill({ status: 503 }));
    await dialog.getByRole('button', { name: 'Adjust' }).click();
    await dialog.getByRole('alert').waitFor();
    await page.getByText('No answer at the moment').first().waitFor({ state: 'attached' });
    expect(await dialog.getByLabel(/^Pieces/).inputValue()).toBe('3');
    for (const each of [...looks, '**/adjustments']) await page.unroute(each);
    await dialog.getByRole('button', { name: 'Adjust' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const token = await shop.tokenOf(admin);
    const { body } = await shop.call('GET', `/inventory/${sku}`, { token });
    expect(body.onHand).toBe(10);
  });

  it('keep nothing for scripts: the session is in a cookie of its own routes, and outlives a reload', async () => {
    const { page } = await visitStaff(browser);
    await logIn(page, admin);
    await page.getByRole('link', { name: orderId }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([
      {
        name: 'staff_refresh',
        path: '/staff/session',
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      },
    ]);
    const readable = 'document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })';
    expect(await page.evaluate(readable)).toBe('{}');
    await page.reload();
    await page.getByRole('link', { name: orderId }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${staffUrl}/orders/${orderId}`);
    await other.getByRole('heading', { name: orderId }).waitFor();
    await other.getByRole('main').getByText('confirmed', { exact: true }).first().waitFor();
    await other.close();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    // Whoever had kept the cookie has nothing of it.
    const cookie = `staff_refresh=${cookies[0]?.value}`;
    const late = await fetch(`${staffUrl}/session/token`, { method: 'POST', headers: { cookie } });
    expect(late.status).toBe(401);
  });

  it('show support orders and payments, and nothing to ship', async () => {
    const account = await newStaff('support');
    const { page } = await visitStaff(browser);
    await logIn(page, account);
    expect(await pagesOf(page)).toEqual(['Orders', 'Payments']);
    await page.goto(`${staffUrl}/orders/${orderId}`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Ship', exact: true }).count()).toBe(0);
    await page.goto(`${staffUrl}/people`);
    await page.getByText('There is no page at this address.').waitFor();
    const token = await shop.tokenOf(account);
    const asked = await Promise.all([
      shop.call('GET', '/admin/users', { token }),
      shop.call('POST', '/coupons', { token, body: {} }),
      shop.call('POST', `/orders/${orderId}/refunds`, { token, body: {} }),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  it('show support what an order waits for, and only a remedy that support may use as a button', async () => {
    const { page } = await visitStaff(browser);
    await logIn(page, await newStaff('support'));
    await page.getByRole('link', { name: orderId }).waitFor();
    const post = (says: string, path: string) => ({
      says,
      request: { method: 'POST', path, body: null },
    });
    const remedies = [
      post('<b>Messages</b> died', '/admin/dead-letters/payments/redrive'),
      post('Ask again now', `/admin/orders/${orderId}/retries`),
    ];
    await page.route(`**/v1/admin/orders/${orderId}/story`, async (route) => {
      const told = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...told, remedies } });
    });
    await page.goto(`${staffUrl}/orders/${orderId}`);
    const panel = page.getByRole('region', { name: 'Not answered yet' });
    await panel.getByText('<b>Messages</b> died').waitFor();
    expect(await panel.getByRole('button').count()).toBe(1);
    const asked = page.waitForRequest((request) => request.url().endsWith('/retries'));
    await panel.getByRole('listitem').filter({ hasText: 'Ask again' }).getByRole('button').click();
    expect((await asked).method()).toBe('POST');
    // Nothing of this order waits.
    await panel.getByRole('alert').waitFor();
  });

  it('let the warehouse ship and refund, and nothing else', async () => {
    const { page, asked } = await visitStaff(browser);
    await logIn(page, await newStaff('fulfilment'));
    expect(await pagesOf(page)).toEqual(['Orders']);
    await page.getByRole('link', { name: orderId }).click();
    await page.getByRole('button', { name: 'Ship', exact: true }).click();
    await page.getByRole('button', { name: 'Ship these' }).click();
    await page.getByRole('main').getByText('shipped', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Delivered' }).click();
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByLabel(/^Amount/).fill('100');
    await page.getByRole('dialog').getByRole('button', { name: 'Refund' }).click();
    await page.getByText('refunded').first().waitFor();
    expect(asked.filter((url) => url.includes('/admin/'))).toEqual([]);
    expect(await page.getByRole('button', { name: 'Return', exact: true }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'What happened' }).count()).toBe(0);
  });

  it('turn a customer away, who sees no page', async () => {
    const { page } = await visitStaff(browser);
    await logIn(page, demo);
    await page.getByText('demo@example.com is no member of staff.').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
  });

  it('ask for the second factor where there is one, and say what was wrong', async () => {
    const account = await newStaff('support');
    const token = await shop.tokenOf(account);
    const { password } = account;
    const { body } = await shop.call<{ secret: string }>('POST', '/users/me/mfa', {
      token,
      body: { password },
    });
    const step = Math.floor(Date.now() / 30_000);
    await shop.call('POST', '/users/me/mfa/confirm', {
      token,
      body: { otp: totpAt(body.secret, step) },
    });
    const { page } = await visitStaff(browser);
    await logIn(page, account);
    await page.getByText('Send the code of the authenticator').waitFor();
    await logIn(page, account, totpAt(body.secret, step + 1));
    expect(await pagesOf(page)).toEqual(['Orders', 'Payments']);
  });

  it('weigh at most 150 KB before anything is shown', async () => {
    const { page, asked } = await visitStaff(browser);
    await logIn(page, admin);
    await page.getByRole('link', { name: orderId }).waitFor();
    const files = new Set(asked.filter((url) => /\/staff\/(?:$|assets\/)/.test(url)));
    const bodies = await Promise.all(
      [...files].map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())),
    );
    expect(bodies.length).toBeGreaterThan(3);
    expect(bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)).toBeLessThan(150_000);
  });
});

describe('the files of the staff pages', () => {
  const listed = JSON.parse(readFileSync('dist/site.json', 'utf8')) as { key: string }[];

  it('come from the bucket: kept for ever by their names, the page asked for anew', async () => {
    const page = await fetch(`${staffUrl}/orders/any`);
    const html = await page.text();
    const script = /src="(\/staff\/assets\/main-[A-Z0-9]{8}\.js)"/.exec(html)?.[1] ?? '';
    const file = await fetch(`${site}${script}`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect([file.status, file.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    for (const { headers } of [page, file]) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'/,
      );
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  it('name nothing of the embedded cloud and no account of its seed', () => {
    const found = listed.filter(({ key }) =>
      /_tandem|please-change/.test(readFileSync(`dist/site/${key}`, 'utf8')),
    );
    expect(found).toEqual([]);
    expect(listed.at(-1)).toMatchObject({ key: 'staff/index.html' });
  });

  it.each([
    ['GET', '/staff/assets/nothing-AAAAAAAA.js', 403],
    ['GET', '/staff/assets/..%2findex.html', 403],
    ['GET', '/staff/assets/', 403],
    ['POST', '/staff/', 403],
    ['DELETE', '/staff/assets/any', 403],
    ['GET', '/staff/session/token', 405],
    ['POST', '/staff/session/nothing', 404],
    ['GET', '/staff', 200],
    ['GET', '/staff/%3Cscript%3E', 200],
  ])('%s %s answers %i', async (method, path, status) => {
    const answer = await fetch(`${site}${path}`, { method });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('<script>alert');
  });

  it('are in a bucket that answers nobody without a signature', async () => {
    const ssm = new SSMClient({
      endpoint: shop.awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const Name = '/tandem/dev/platform/site-bucket';
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    const answer = await fetch(`${shop.awsUrl}/${Parameter?.Value}/staff/index.html`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('<html');
  });
});
