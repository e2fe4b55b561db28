// What the shop tells others: webhooks to merchants, mails to customers, the API about itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract } from '../support/http-contract.ts';
import { listen } from '../support/sandbox-provider.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);
let merchant: string;
let customer: string;
const received: { id: string; body: string }[] = [];
let server: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  [customer, merchant] = await Promise.all([shop.tokenOf(demo), shop.clientToken()]);
  server = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ id: String(request.headers['webhook-id']), body });
    response.writeHead(204).end();
  });
});
afterAll(() => server.stop());

const wait = { timeout: 20_000, interval: 100 };

interface Endpoint {
  readonly id: string;
  readonly secret?: string;
}

const subscription = () => ({
  url: `${server.url}/contract`,
  eventTypes: ['orders.order-confirmed.v1'],
});

describe('an endpoint of a merchant', () => {
  it('is made, changed against its version, and removed; its secret is shown once', async () => {
    const made = await ask<Endpoint>('webhooks.create-endpoint', {
      token: merchant,
      body: subscription(),
    });
    expect(made.body.secret).toMatch(/^whsec_/);
    const params = { id: made.body.id };
    const read = await ask<Endpoint>('webhooks.read-endpoint', { token: merchant, params });
    expect(read.body.secret).toBeUndefined();
    const change = { token: merchant, params, body: { description: 'The contract suite' } };
    await refused('webhooks.change-endpoint', change, 428, 'precondition-required');
    const changed = await ask('webhooks.change-endpoint', {
      ...change,
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
    expect(changed.body.description).toBe('The contract suite');
    const rotated = await ask<Endpoint>('webhooks.rotate-secret', { token: merchant, params });
    expect(rotated.body.secret).not.toBe(made.body.secret);
    const { body } = await ask<{ items: Endpoint[] }>('webhooks.list-endpoints', {
      token: merchant,
      query: '?limit=100',
    });
    expect(body.items.map(({ id }) => id)).toContain(params.id);
    await ask('webhooks.delete-endpoint', { token: merchant, params });
    await refused('webhooks.read-endpoint', { token: merchant, params }, 404, 'not-found');
  });

  it('hears of an order, and again on request', async () => {
    const { body: endpoint } = await ask<Endpoint>('webhooks.create-endpoint', {
      token: merchant,
      body: subscription(),
    });
    const params = { id: endpoint.id };
    const from = new Date(Date.now() - 60_000).toISOString();
    const placed = await shop.place(customer, order('MUG-BLUE'));
    const heard = () => received.filter(({ body }) => body.includes(placed.body.id)).length;
    await expect.poll(heard, wait).toBe(1);
    interface Delivery {
      readonly id: string;
      readonly status: string;
    }
    const deliveries = async () =>
      (await ask<{ items: Delivery[] }>('webhooks.list-deliveries', { token: merchant, params }))
        .body.items;
    await expect.poll(deliveries, wait).toMatchObject([{ status: 'delivered' }]);
    const [delivery] = await deliveries();
    await ask('webhooks.replay', { token: merchant, params: { id: delivery?.id ?? '' } });
    await expect.poll(heard, wait).toBe(2);
    const to = new Date(Date.now() + 60_000).toISOString();
    const range = await ask('webhooks.replay-range', {
      token: merchant,
      params,
      body: { from, to },
    });
    expect(range.body).toEqual({ replayed: 1 });
    await ask('webhooks.delete-endpoint', { token: merchant, params });
  });
});

it('a webhook of a provider is refused unless it is signed', async () => {
  const params = { provider: 'sandbox' };
  const body = { type: 'authorization.succeeded' };
  await refused('webhooks.receive', { params, body }, 400, 'webhook-signature-invalid');
});

it('a customer chooses what mails there are, and stops them with one click', async () => {
  const { email, token } = await shop.newCustomer();
  const { body: before } = await ask('notifications.read-preferences', { token });
  await ask('notifications.replace-preferences', { token, body: { ...before, locale: 'de' } });
  const placed = await shop.place(token, order('MUG-BLUE'));
  const mail = await shop.mailTo(email, ({ subject }) => subject.includes(placed.body.id));
  expect(mail.subject).toContain('bestätigt');
  const query = `?token=${/unsubscribe\?token=(\S+)/.exec(mail.text)?.[1] ?? ''}`;
  const page = await ask('notifications.unsubscribe-page', { query });
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  await ask('notifications.unsubscribe', {
    query,
    body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const { body: after } = await ask('notifications.read-preferences', { token });
  expect(after).toMatchObject({ locale: 'de', email: { orders: false, shipping: true } });
});

it('health tells the version, to everybody and from no cache', async () => {
  const { body, headers } = await ask('health.read');
  expect(body).toEqual({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(headers.get('cache-control')).toBe('no-store');
  const forged = await ask('health.read', { token: 'no.such.token' });
  expect(forged.status).toBe(200);
});

it('the API describes itself', async () => {
  const { body } = await ask<{ openapi: string; paths: Record<string, object> }>('docs.openapi');
  expect(body.openapi).toMatch(/^3\.1/);
  expect(Object.keys(body.paths).sort()).toEqual([...new Set(api.map(({ path }) => path))].sort());
  const messages = await ask<{ asyncapi: string }>('docs.asyncapi');
  expect(messages.body.asyncapi).toMatch(/^3\./);
  const page = await ask('docs.page');
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  const script = await ask('docs.asset', { params: { name: 'docs.js' } });
  expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
});

describe('the scripts of its page', () => {
  const named = async () => {
    const page = await (await fetch(`${apiUrl}/docs`)).text();
    return [...page.matchAll(/src="docs\/([\w.]+)"/g)].map(([, name]) => String(name));
  };
  const script = async (name: string, acceptEncoding: string) => {
    const headers = { 'accept-encoding': acceptEncoding };
    const response = await fetch(`${apiUrl}/docs/${name}`, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('are the same compressed and not, and never change under their names', async () => {
    const names = await named();
    expect(names).toHaveLength(2);
    for (const name of names) {
      const [small, whole] = await Promise.all([script(name, 'gzip'), script(name, 'identity')]);
      expect([small.status, whole.status]).toEqual([200, 200]);
      expect(small.text === whole.text).toBe(true);
      expect(small.headers.get('content-encoding')).toBe('gzip');
      expect(whole.headers.get('content-encoding')).toBeNull();
      for (const { headers } of [small, whole]) {
        expect(headers.get('cache-control')).toContain('immutable');
        expect(headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
      }
    }
  });

  it.each([
    'scalar.0000000000000000.js',
    'scalar.js.gz',
    'index.mjs',
    'openapi.json',
    '..%2Findex.mjs',
    'constructor',
  ])('are no others: %s', async (name) => {
    expect((await script(name, 'gzip')).status).toBe(404);
  });
});

// The provider alone can sign; that it is heard is seen by the order that its webhook confirms (orders.test.ts).
it('no operation is left out', () => {
  expect(leftOut('messages')).toEqual(['webhooks.receive']);
});
