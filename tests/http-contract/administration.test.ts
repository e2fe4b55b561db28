// What administrators do: users, OAuth clients, dead letters; and the OAuth endpoints.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { OrderStory } from '../../events/http/orders/stories.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract } from '../support/http-contract.ts';
import { admin, createShop, demo, type OrderView, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);
let staff: string;
beforeAll(async () => {
  staff = await shop.tokenOf(admin);
});

const form = (values: Record<string, string>, client?: string) => ({
  body: new URLSearchParams(values).toString(),
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    ...(client && { authorization: `Basic ${Buffer.from(client).toString('base64')}` }),
  },
});

it('an account is found, given roles, closed and opened', async () => {
  const { email } = await shop.newCustomer();
  const query = `?email=${encodeURIComponent(email)}`;
  const { body } = await ask<{ items: { id: string }[] }>('auth.list-users', {
    token: staff,
    query,
  });
  const params = { id: body.items[0]?.id ?? '' };
  const roles = ['customer', 'support'];
  const changed = await ask('auth.set-roles', { token: staff, params, body: { roles } });
  expect(changed.body.roles).toEqual(roles);
  expect((await ask('auth.disable-user', { token: staff, params })).body.status).toBe('disabled');
  expect((await ask('auth.enable-user', { token: staff, params })).body.status).toBe('active');
  const unknown = { params: { id: 'usr_00000000000000000000000000000000' } };
  await refused('auth.disable-user', { token: staff, ...unknown }, 404, 'not-found');
});

it('customers may not', async () => {
  await refused('auth.list-users', { token: await shop.tokenOf(demo) }, 403, 'forbidden');
});

it('a client gets tokens for its scopes until it is removed', async () => {
  interface Client {
    readonly clientId: string;
    readonly clientSecret: string;
  }
  const { body: made } = await ask<Client>('auth.register-client', {
    token: staff,
    body: { name: 'Contract', scopes: ['inventory:read'] },
  });
  const params = { id: made.clientId };
  const { body: client } = await ask<Client>('auth.rotate-client-secret', { token: staff, params });
  const credentials = `${client.clientId}:${client.clientSecret}`;

  const { body: listed } = await ask<{ items: object[] }>('auth.list-clients', { token: staff });
  expect(listed.items[0]).toEqual({
    clientId: made.clientId,
    name: 'Contract',
    scopes: ['inventory:read'],
    createdAt: expect.any(String),
  });
  expect(JSON.stringify(listed)).not.toContain(client.clientSecret);
  const { body: audit } = await ask<{ items: object[] }>('auth.list-audit', { token: staff });
  expect(audit.items).toContainEqual(
    expect.objectContaining({ event: 'client-registered', target: made.clientId }),
  );

  const granted = await ask<{ access_token: string; scope: string }>(
    'auth.oauth-token',
    form({ grant_type: 'client_credentials' }, credentials),
  );
  expect(granted.headers.get('cache-control')).toBe('no-store');
  const { access_token: token } = granted.body;
  await ask('auth.oauth-introspect', form({ token }, credentials)).then(({ body }) =>
    expect(body).toMatchObject({ active: true, client_id: made.clientId }),
  );
  await ask('auth.oauth-revoke', form({ token }, credentials));
  await ask('auth.remove-client', { token: staff, params });
});

it('OAuth errors are those of RFC 6749', async () => {
  const { body, headers } = form({ grant_type: 'client_credentials' }, 'nobody:wrong');
  const answer = await shop.call('POST', '/oauth/token', { body, headers });
  expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const unknown = form(
    { grant_type: 'password' },
    'demo-service:demo-service-secret-please-change',
  );
  const refusal = await shop.call('POST', '/oauth/token', unknown);
  expect([refusal.status, refusal.body.error]).toEqual([400, 'unsupported_grant_type']);
});

it('dead letters are counted, shown, sent back and thrown away', async () => {
  const params = { service: 'orders' };
  const subject = `nothing-${Date.now()}`;
  const { body } = await ask<{ items: { service: string }[] }>('dead-letters.list-queues', {
    token: staff,
  });
  expect(body.items.map(({ service }) => service)).toContain('orders');
  const query = `?subject=${subject}`;
  const listed = await ask('dead-letters.list', { token: staff, params, query });
  expect(listed.body).toEqual({ items: [], more: false });
  const chosen = { token: staff, params, body: { subject } };
  const redriven = await ask('dead-letters.redrive', chosen);
  expect(redriven.body).toEqual({ redriven: 0, skipped: 0, more: false });
  expect((await ask('dead-letters.purge', chosen)).body).toEqual({ purged: 0, more: false });
  const everything = { token: staff, params, body: {} };
  await refused('dead-letters.purge', everything, 422, 'validation-failed');
});

it('an order has a story, and is asked for again while something is unanswered', async () => {
  const customer = await shop.tokenOf(demo);
  const headers = { 'idempotency-key': randomUUID() };
  const params = { id: '' };
  const again = () => ask<OrderView>('orders.retry-steps', { token: staff, params, headers });
  const placeAndAskAgain = async () => {
    params.id = (await shop.place(customer, order('MUG-BLUE', 'tok_async_approved'))).body.id;
    return (await again()).body.id === params.id;
  };
  // One that is confirmed already has nothing unanswered.
  await expect.poll(placeAndAskAgain, { timeout: 30_000 }).toBe(true);
  expect((await again()).headers.get('idempotent-replayed')).toBe('true');
  await expect
    .poll(async () => (await shop.settled(customer, params.id)).status, { timeout: 30_000 })
    .toBe('confirmed');
  const { body } = await ask<OrderStory>('orders.read-story', { token: staff, params });
  const known = { state: 'done', lastError: null, deadline: null };
  expect(body.steps).toMatchObject([
    { step: 'reserve', of: 'products', ...known },
    { step: 'authorize', of: 'payments', ...known },
  ]);
  // Once of its own accord, and once more for the one key.
  expect(body.steps.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(3);
  const payment = [{ kind: 'authorization', progress: 'succeeded', nextTryAt: null }];
  expect(body).toMatchObject({ status: 'confirmed', payment, deadLetters: [], remedies: [] });
  const steps = await ask('payments.list-steps', {
    token: staff,
    params: { orderId: params.id },
  });
  expect(steps.body.items).toEqual(body.payment);
  const later = { headers: { 'idempotency-key': randomUUID() } };
  await refused('orders.retry-steps', { token: staff, params, ...later }, 409, 'invalid-state');
  await refused('orders.read-story', { token: customer, params }, 403, 'forbidden');
});

it.each(['auth', 'products', 'orders', 'payments', 'webhooks', 'notifications'])(
  'staff see what of %s cannot be read',
  async (service) => {
    const id = `${service}.list-unreadable`;
    await ask(id, { token: staff, query: '?limit=1' });
    await refused(id, { token: staff, query: '?cursor=forged' }, 400, 'invalid-cursor');
    await refused(id, { token: await shop.tokenOf(demo) }, 403, 'forbidden');
  },
);

it('no operation is left out', () => {
  expect(leftOut('administration')).toEqual([]);
});
