// The examples of the API's documents work: each is sent as it stands, with real ids, tokens and passwords in place of made-up ones.

import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { stepAt, totpAt } from '../../functions/auth/credentials/totp.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { exampleOf, type Real, requestBy } from '../support/example-requests.ts';
import { createContract } from '../support/http-contract.ts';
import { admin, createShop, demo, type OrderView } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused } = createContract(shop);
const seen = new Set<string>();
const wait = { timeout: 20_000, interval: 100 };

/** Notes which examples were sent. */
const requestOf = (id: string, real: Real) => {
  seen.add(id);
  return requestBy(id, real);
};

const send = <Body = Record<string, unknown>>(id: string, real: Real = {}) =>
  ask<Body>(id, requestOf(id, real));

const unique = (name: string) => `${name}-${randomUUID().slice(0, 8).toUpperCase()}`;

let customer: string;
let staff: string;
let merchant: string;
beforeAll(async () => {
  [customer, staff, merchant] = await Promise.all([
    shop.tokenOf(demo),
    shop.tokenOf(admin),
    shop.clientToken(),
  ]);
});

const tokenIn = async (to: string, subject: RegExp): Promise<string> => {
  const mail = await shop.mailTo(to, (each) => subject.test(each.subject));
  return /token=([\w-]+)/.exec(mail.text)?.[1] ?? '';
};

it('an account is registered, its password is reset, and it is deleted', async () => {
  const email = `example-${randomUUID()}@example.com`;
  await send('auth.register', { body: { email } });
  await send('auth.verify-email', { body: { token: await tokenIn(email, /confirm/i) } });
  await send('auth.request-password-reset', { body: { email } });
  const token = await tokenIn(email, /new password|reset/i);
  const { password } = exampleOf('auth.enrol-mfa').body as { password: string };
  await send('auth.confirm-password-reset', { body: { token } });
  const login = () => shop.login({ email, password });

  const first = await login();
  await send('auth.read-profile', { token: first });
  await send('auth.change-profile', { token: first });
  const sessions = await send<{ items: { id: string }[] }>('auth.list-sessions', { token: first });
  const id = sessions.body.items[0]?.id ?? '';
  await send('auth.end-session', { token: first, params: { id } });

  const second = await login();
  const { body: booked } = await send<{ id: string }>('auth.add-address', { token: second });
  const params = { id: booked.id };
  await send('auth.list-addresses', { token: second });
  await send('auth.change-address', { token: second, params });
  await send('auth.remove-address', { token: second, params });
  const enrolled = await send<{ secret: string; recoveryCodes: string[] }>('auth.enrol-mfa', {
    token: second,
  });
  const otp = totpAt(enrolled.body.secret, stepAt(Date.now()));
  await send('auth.confirm-mfa', { token: second, body: { otp } });
  const recovery = { otp: enrolled.body.recoveryCodes[0] };
  await send('auth.disable-mfa', { token: second, body: recovery });
  await send('auth.request-deletion', { token: second });
});

it('a session is refreshed and ended, and a password is changed', async () => {
  const { email, password } = await shop.newCustomer();
  const logged = await ask<{ refreshToken: string }>('auth.login', { body: { email, password } });
  const { body } = await send<{ accessToken: string }>('auth.refresh', {
    body: { refreshToken: logged.body.refreshToken },
  });
  const token = body.accessToken;
  await send('auth.change-password', { token, body: { currentPassword: password } });
  const after = await shop.login({ email, password: 'another-one-of-my-own' });
  await send('auth.logout', { token: after });
  await send('auth.login');
});

it('keys, metadata and documents are public', async () => {
  for (const id of ['auth.jwks', 'auth.openid-configuration', 'auth.authorization-server']) {
    await send(id);
  }
  for (const { id } of api.filter(({ service }) => service === 'docs' || service === 'health'))
    await send(id);
});

it('a document is answered', async () => {
  const { body } = await send('bff-web.graphql');
  expect(body.errors).toBeUndefined();
  const { body: registered } = await send('bff-web.read-registered');
  expect(registered.errors).toBeUndefined();
});

it('preferences are replaced, and a click ends the mails', async () => {
  const { email, token } = await shop.newCustomer();
  await send('notifications.read-preferences', { token });
  await send('notifications.replace-preferences', { token });
  const { body: placed } = await send<OrderView>('orders.place', { token });
  const mail = await shop.mailTo(email, ({ subject }) => subject.includes(placed.id));
  const query = { token: /unsubscribe\?token=(\S+)/.exec(mail.text)?.[1] ?? '' };
  await send('notifications.unsubscribe-page', { query });
  await send('notifications.unsubscribe', { query });
});

it('a client is registered, given tokens and removed', async () => {
  interface Client {
    readonly clientId: string;
    readonly clientSecret: string;
  }
  const made = await send<Client>('auth.register-client', { token: staff });
  const params = { id: made.body.clientId };
  const { body: client } = await send<Client>('auth.rotate-client-secret', {
    token: staff,
    params,
  });
  const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  const granted = await send<{ access_token: string }>('auth.oauth-token', { headers });
  const body = { token: granted.body.access_token };
  await send('auth.oauth-introspect', { headers, body });
  await send('auth.oauth-revoke', { headers, body });
  await send('auth.list-clients', { token: staff });
  await send('auth.remove-client', { token: staff, params });
});

it('accounts and dead letters are administered', async () => {
  const { email } = await shop.newCustomer();
  const { body } = await send<{ items: { id: string }[] }>('auth.list-users', {
    token: staff,
    query: { email },
  });
  const params = { id: body.items[0]?.id ?? '' };
  await send('auth.set-roles', { token: staff, params });
  await send('auth.list-audit', { token: staff });
  await send('auth.disable-user', { token: staff, params });
  await send('auth.enable-user', { token: staff, params });
  await send('dead-letters.list-queues', { token: staff });
  await send('dead-letters.list', { token: staff });
  await send('dead-letters.redrive', { token: staff });
  await send('dead-letters.purge', { token: staff });
});

it('the catalogue is read and kept', async () => {
  await send('products.list');
  await send('products.list-categories');
  await send('products.name-category', { token: staff });
  const { variants } = exampleOf('products.create').body as { variants: object[] };
  const sku = unique('LANTERN');
  const body = { variants: [{ ...variants[0], sku }] };
  const made = await send<{ id: string }>('products.create', { token: staff, body });
  const params = { id: made.body.id };
  await send('products.read', { params });
  await send('bff-mobile.product', { params });
  await send('products.change', {
    token: staff,
    params,
    headers: { 'if-match': made.headers.get('etag') ?? '' },
  });
  await send('products.spread-stock', { token: staff, params: { sku } });
  await send('products.discontinue', { token: staff, params });
  const imported = await send<{ id: string }>('products.import', { token: staff });
  await send('products.read-import', { token: staff, params: { id: imported.body.id } });
});

it('stock is counted', async () => {
  await send('products.read-stock', { token: staff });
  await send('products.adjust-stock', { token: staff });
  await send('products.list-movements', { token: staff });
});

it('a cart is filled and emptied', async () => {
  const { token } = await shop.newCustomer();
  await send('orders.put-cart-line', { token });
  await send('orders.read-cart', { token });
  await send('orders.delete-cart-line', { token });
});

it('a coupon is kept', async () => {
  const code = unique('SPRING');
  const params = { code };
  const made = await send('orders.create-coupon', { token: staff, body: { code } });
  await send('orders.read-coupon', { token: staff, params });
  await send('orders.list-coupons', { token: staff });
  const headers = { 'if-match': made.headers.get('etag') ?? '' };
  await send('orders.change-coupon', { token: staff, params, headers });
  await send('orders.end-coupon', { token: staff, params });
});

it('an order is placed, sent in part, returned and refunded', async () => {
  const { body: placed } = await send<OrderView>('orders.place', { token: customer });
  const order = { params: { id: placed.id } };
  const own = { token: customer, ...order };
  const kept = { token: staff, ...order };
  await shop.settled(customer, placed.id);
  await send('orders.read', own);
  await send('orders.read-v2', own);
  await send('orders.read-events', own);
  await send('orders.list', { token: customer });
  await send('orders.list-v2', { token: customer });
  await send('bff-mobile.home', { token: customer });
  await send('bff-mobile.order', own);
  await send('bff-mobile.orders', { token: customer });
  await send('orders.change-address', own);
  await send('orders.ship', kept);
  await send('orders.deliver', kept);
  const payment = { token: customer, params: { orderId: placed.id } };
  await expect
    .poll(async () => (await send('payments.read', payment)).body.status, wait)
    .toBe('captured');
  const returned = async () =>
    (await send<{ returnId: string }>('orders.request-return', own)).body.returnId;
  const first = { ...order.params, returnId: await returned() };
  await send('orders.withdraw-return', { token: customer, params: first });
  const second = { ...order.params, returnId: await returned() };
  await send('orders.refuse-return', { token: staff, params: second });
  await expect
    .poll(async () => (await ask('orders.refund', requestOf('orders.refund', kept))).status, wait)
    .toBe(202);
  await send('orders.cancel-lines', kept);
  await expect
    .poll(async () => (await send('orders.read', own)).body.status, wait)
    .toBe('delivered');
  const third = { ...order.params, returnId: await returned() };
  await send('orders.receive-return', { token: staff, params: third });
});

it('an order is looked into, and asked for again while something is unanswered', async () => {
  let params = { id: '' };
  // One that is confirmed already has nothing unanswered: the next one, then.
  const askedAgain = async () => {
    const { body: placed } = await send<OrderView>('orders.place', { token: customer });
    params = { id: placed.id };
    return (await send('orders.retry-steps', { token: staff, params })).status;
  };
  await expect.poll(askedAgain, wait).toBe(202);
  await send('orders.read-story', { token: staff, params });
  await send('payments.list-steps', { token: staff, params: { orderId: params.id } });
});

it('an order is cancelled', async () => {
  const { body: placed } = await send<OrderView>('orders.place', { token: customer });
  await shop.settled(customer, placed.id);
  await send('orders.cancel', { token: customer, params: { id: placed.id } });
});

it('a merchant subscribes', async () => {
  const made = await send<{ id: string }>('webhooks.create-endpoint', { token: merchant });
  const params = { id: made.body.id };
  const own = { token: merchant, params };
  await send('webhooks.list-endpoints', { token: merchant });
  const read = await send('webhooks.read-endpoint', own);
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  await send('webhooks.change-endpoint', { ...own, headers });
  await send('webhooks.rotate-secret', own);
  await send('webhooks.list-deliveries', own);
  await send('webhooks.replay-range', own);
  await send('webhooks.delete-endpoint', own);
});

// What is for our own services, or comes by a provider, the end of a day or a failed delivery, is refused as the contract says.
it.each([
  ['products.list-variants', 403, 'forbidden'],
  ['auth.find-user', 403, 'forbidden'],
  ['payments.close-review', 404, 'not-found'],
  ['payments.read-report', 404, 'not-found'],
  ['webhooks.replay', 404, 'not-found'],
  ['webhooks.receive', 400, 'webhook-signature-invalid'],
])('%s is refused by its contract', async (id, status, code) => {
  await refused(id, requestOf(id, { token: staff }), status, code);
});

it('staff read reviews, reports and what cannot be read', async () => {
  await send('payments.list-reviews', { token: staff });
  await send('payments.list-reports', { token: staff });
  const ids = api.map(({ id }) => id).filter((id) => id.endsWith('.list-unreadable'));
  for (const id of ids) await send(id, { token: staff });
});

it('no example is left out', () => {
  expect(api.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
});
