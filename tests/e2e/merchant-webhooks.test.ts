// Webhooks to a merchant's server: signed, repeated, independent of each other, sent again on request.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { listen } from '../support/sandbox-provider.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let customer: string;
let merchant: string;

interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const received: Received[] = [];
/** Answers of the merchant's server by path; 204 where there is none. */
const answers = new Map<string, () => number | Promise<number>>();
let server: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  [customer, merchant] = await Promise.all([shop.tokenOf(demo), shop.clientToken()]);
  server = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '/';
    received.push({ path, headers: request.headers as Record<string, string>, body });
    const status = (await answers.get(path)?.()) ?? 204;
    response.writeHead(status).end();
  });
});
afterAll(() => server.stop());

interface Subscription {
  readonly id: string;
  readonly secret: string;
  readonly status: string;
}

const subscribe = async (path: string, eventTypes: readonly string[] = ['*']) => {
  const { status, body, text } = await shop.call<Subscription>('POST', '/webhook-endpoints', {
    token: merchant,
    body: { url: `${server.url}${path}`, eventTypes },
  });
  if (status !== 201) throw new Error(`endpoint: ${status} ${text}`);
  return body;
};

const unsubscribe = (id: string) =>
  shop.call('DELETE', `/webhook-endpoints/${id}`, { token: merchant });

const confirmedOrder = async (): Promise<string> => {
  const { body } = await shop.place(customer, order('MUG-BLUE'));
  await shop.settled(customer, body.id);
  return body.id;
};

const about = (path: string, orderId: string) =>
  received.filter((each) => each.path === path && each.body.includes(orderId));

const typesOf = (webhooks: readonly Received[]) =>
  webhooks.map(({ body }) => JSON.parse(body).type).toSorted();

const wait = { timeout: 30_000, interval: 50 };

describe('an endpoint', () => {
  it('hears of an order, signed with its secret', async () => {
    const { id, secret } = await subscribe('/all');
    const orderId = await confirmedOrder();
    await expect
      .poll(() => typesOf(about('/all', orderId)), wait)
      .toEqual(['orders.order-confirmed.v1', 'orders.order-placed.v1']);
    for (const { headers, body } of about('/all', orderId)) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({
        id: headers['webhook-id'],
        data: { order: { orderId } },
      });
    }
    await unsubscribe(id);
  });

  it('hears only of what it has asked for', async () => {
    const { id } = await subscribe('/rejections', ['orders.order-rejected.v1']);
    const orderId = await confirmedOrder();
    const declined = await shop.place(customer, order('MUG-BLUE', 'tok_declined'));
    await expect.poll(() => about('/rejections', declined.body.id).length, wait).toBe(1);
    expect(about('/rejections', orderId)).toEqual([]);
    await unsubscribe(id);
  });

  it('that fails is tried again after 5 s, under the same id', async () => {
    const statuses = [500, 204];
    answers.set('/flaky', () => statuses.shift() ?? 204);
    const { id } = await subscribe('/flaky', ['orders.order-confirmed.v1']);
    const orderId = await confirmedOrder();
    await expect.poll(() => about('/flaky', orderId).length, wait).toBe(2);
    const [first, second] = about('/flaky', orderId);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const log = await shop.call<{ items: { status: string; attempts: object[] }[] }>(
      'GET',
      `/webhook-endpoints/${id}/deliveries`,
      { token: merchant },
    );
    expect(log.body.items).toMatchObject([
      { status: 'delivered', attempts: [{ status: 500 }, { status: 204 }] },
    ]);
    await unsubscribe(id);
  });

  it('that is slow delays no other', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    onTestFinished(() => release());
    answers.set('/slow', async () => {
      await released;
      return 204;
    });
    const slow = await subscribe('/slow', ['orders.order-confirmed.v1']);
    const quick = await subscribe('/quick', ['orders.order-confirmed.v1']);
    const orderIds = await Promise.all([confirmedOrder(), confirmedOrder(), confirmedOrder()]);
    const arrived = () => orderIds.filter((orderId) => about('/quick', orderId).length > 0);
    await expect.poll(() => arrived().length, { timeout: 30_000, interval: 50 }).toBe(3);
    await unsubscribe(slow.id);
    await unsubscribe(quick.id);
  });

  it('that is gone is switched off, and gets what it has missed when it asks for it', async () => {
    answers.set('/gone', () => 410);
    const { id } = await subscribe('/gone', ['orders.order-confirmed.v1']);
    const path = `/webhook-endpoints/${id}`;
    const from = new Date(Date.now() - 60_000).toISOString();
    const orderId = await confirmedOrder();
    const statusOf = async () =>
      (await shop.call<Subscription>('GET', path, { token: merchant })).body.status;
    await expect.poll(statusOf, wait).toBe('disabled');
    answers.delete('/gone');
    const enabled = await shop.call('PATCH', path, {
      token: merchant,
      body: { status: 'enabled' },
      headers: { 'if-match': '*' },
    });
    expect(enabled.status).toBe(200);
    const to = new Date(Date.now() + 60_000).toISOString();
    const replay = await shop.call('POST', `${path}/replay`, {
      token: merchant,
      body: { from, to },
    });
    expect(replay).toMatchObject({ status: 202, body: { replayed: 1 } });
    await expect.poll(() => about('/gone', orderId).length, wait).toBe(2);
    await unsubscribe(id);
  });
});

/** As a person would: `npm run trigger -- authorization.succeeded --order <id> --late`. */
const trigger = async (orderId: string, flags: readonly string[]): Promise<number[]> => {
  const { port } = new URL(shop.apiUrl);
  const command = ['trigger', 'authorization.succeeded', '--order', orderId, '--port', port];
  const { stdout } = await promisify(execFile)(process.execPath, [
    'localstack/cli.ts',
    ...command,
    ...flags,
  ]);
  const { deliveries } = JSON.parse(stdout) as { deliveries: { status: number }[] };
  return deliveries.map(({ status }) => status);
};

describe('npm run trigger', () => {
  it.each([
    [[], [202]],
    [['--duplicate'], [202, 202, 202]],
    [['--late'], [202]],
    [['--reordered'], [202, 202]],
    [['--bad-signature'], [400]],
  ])(
    'with %j sends a webhook of the provider, and the payment stays as it was',
    async (flags, statuses) => {
      const orderId = await confirmedOrder();
      expect(await trigger(orderId, flags)).toEqual(statuses);
      const { body } = await shop.call<{ status: string; entries: object[] }>(
        'GET',
        `/payments/${orderId}`,
        { token: customer },
      );
      expect(body).toMatchObject({ status: 'authorized', entries: [{ kind: 'authorization' }] });
    },
  );
});
