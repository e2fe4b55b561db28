// One order is one trace through every hop, and what is told of it over all services is what it was and what it cost.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { LogLineView } from '../../localstack/cloud/logs/line.ts';
import type { Cost } from '../../localstack/tandem/order/cost.ts';
import type { OrderStory } from '../../localstack/tandem/order/story.ts';
import type { Span } from '../../localstack/telemetry/span.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { admin, createShop, demo, type OrderView, order } from '../support/shop.ts';

const run = promisify(execFile);
const shop = createShop(apiUrl, awsUrl);
const patient = { timeout: 60_000, interval: 200 };

const traceId = '0af7651916cd43dd8448eb211c80319c';
const clientSpan = 'b7ad6b7169203331';

interface Trace {
  readonly spans: readonly Span[];
  readonly logs: readonly LogLineView[];
}

const traceOf = (id: string) => shop.helper<Trace>(`traces/${id}`);
const storyOf = (id: string) => shop.helper<OrderStory>(`orders/${id}`);

const isOver = ({ timeline }: OrderStory): boolean =>
  timeline.some(({ kind }) => kind === 'mail') &&
  timeline.every(({ kind, state }) => kind === 'deadline' || state === 'done');

const overOf = (id: string) =>
  vi.waitUntil(async () => {
    const story = await storyOf(id);
    return isOver(story) ? story : undefined;
  }, patient);

// Endpoints that other files of this worker have left would be told of these orders, and what that takes be counted.
beforeAll(async () => {
  const token = await shop.tokenOf(admin);
  const path = '/webhook-endpoints';
  const { body } = await shop.call<{ items: { id: string }[] }>('GET', `${path}?limit=100`, {
    token,
  });
  for (const { id } of body.items) {
    const { status } = await shop.call('DELETE', `${path}/${id}`, { token });
    expect(status).toBe(204);
  }
});

describe('the trace of an order', () => {
  let id: string;
  let requestId: string | null;
  let trace: Trace;
  const named = (service: string, name: string) =>
    trace.spans.filter((span) => span.service === service && span.name === name);

  beforeAll(async () => {
    // A token that no authorizer has judged before, and goods whose prices nobody has asked for in this second.
    const { token } = await shop.newCustomer();
    const sku = await shop.newSku(10);
    const traceparent = `00-${traceId}-${clientSpan}-01`;
    const { status, headers, body, text } = await shop.call<OrderView>('POST', '/orders', {
      token,
      body: order(sku),
      headers: { 'idempotency-key': 'order-of-the-trace', traceparent },
    });
    expect(status, text).toBe(201);
    id = body.id;
    requestId = headers.get('x-request-id');
    expect(requestId).toBe(headers.get('x-amzn-requestid'));
    await shop.settled(token, id);
    await overOf(id);
    // Containers send once a second, and who is told last is not who is done last.
    const isThere = ({ spans }: Trace) => {
      const ids = new Set([clientSpan, ...spans.map(({ spanId }) => spanId)]);
      const ends = ['webhooks orders.order-confirmed.v1', 'notifications mail sent'];
      return (
        ends.every((end) => spans.some(({ service, name }) => `${service} ${name}` === end)) &&
        spans.every(({ parentId }) => ids.has(parentId ?? ''))
      );
    };
    trace = await vi.waitUntil(async () => {
      const found = await traceOf(traceId);
      return isThere(found) ? found : undefined;
    }, patient);
  });

  it.each([
    ['gateway', 'POST /orders', 'the client', ''],
    ['auth', 'authorize', 'gateway', 'POST /orders'],
    ['auth', 'DynamoDB.GetItem', 'auth', 'authorize'],
    ['orders', 'POST /orders', 'gateway', 'POST /orders'],
    ['orders', 'GET products', 'orders', 'POST /orders'],
    ['products', 'GET /variants', 'orders', 'GET products'],
    ['orders', 'DynamoDB.PutItem', 'orders', 'POST /orders'],
    ['outbox-relay', 'publish products.reserve-stock.v1', 'orders', 'POST /orders'],
    ['products', 'products.reserve-stock.v1', 'outbox-relay', 'publish products.reserve-stock.v1'],
    ['products', 'DynamoDB.TransactWriteItems', 'products', 'products.reserve-stock.v1'],
    ['outbox-relay', 'publish products.stock-reserved.v1', 'products', 'products.reserve-stock.v1'],
    ['orders', 'products.stock-reserved.v1', 'outbox-relay', 'publish products.stock-reserved.v1'],
    [
      'outbox-relay',
      'publish payments.authorize-payment.v1',
      'orders',
      'products.stock-reserved.v1',
    ],
    [
      'payments',
      'payments.authorize-payment.v1',
      'outbox-relay',
      'publish payments.authorize-payment.v1',
    ],
    ['payments', 'payment provider', 'payments', 'payments.authorize-payment.v1'],
    [
      'outbox-relay',
      'publish payments.payment-authorized.v1',
      'payments',
      'payments.authorize-payment.v1',
    ],
    [
      'orders',
      'payments.payment-authorized.v1',
      'outbox-relay',
      'publish payments.payment-authorized.v1',
    ],
    [
      'outbox-relay',
      'publish orders.order-confirmed.v1',
      'orders',
      'payments.payment-authorized.v1',
    ],
    ['webhooks', 'orders.order-confirmed.v1', 'outbox-relay', 'publish orders.order-confirmed.v1'],
    [
      'notifications',
      'orders.order-confirmed.v1',
      'outbox-relay',
      'publish orders.order-confirmed.v1',
    ],
    ['notifications', 'mail sent', 'notifications', 'orders.order-confirmed.v1'],
    [
      'notifications',
      'AWS.POST /v2/email/outbound-emails',
      'notifications',
      'orders.order-confirmed.v1',
    ],
  ])('has the hop %s %s within %s %s', (service, name, parentService, parentName) => {
    const parents = named(parentService, parentName).map(({ spanId }) => spanId);
    const wanted = parentService === 'the client' ? [clientSpan] : parents;
    const found = named(service, name).map(({ parentId }) => parentId);
    expect(found.some((parent) => wanted.includes(parent ?? ''))).toBe(true);
  });

  it('links each message to what has sent it, and has no span without a parent', () => {
    const ids = new Set([clientSpan, ...trace.spans.map(({ spanId }) => spanId)]);
    expect(trace.spans.filter(({ parentId }) => !ids.has(parentId ?? ''))).toEqual([]);
    for (const { kind, parentId, links } of trace.spans) {
      if (kind === 'consumer' && links.length > 0)
        expect(links).toEqual([{ traceId, spanId: parentId }]);
    }
  });

  it('stands in the log lines of everyone', () => {
    const sources = new Set(trace.logs.map(({ source }) => source));
    expect([...sources]).toEqual(
      expect.arrayContaining([
        'gateway',
        'orders',
        'products',
        'payments',
        'notifications',
        'webhooks',
      ]),
    );
    expect(new Set(trace.logs.map((line) => line.traceId))).toEqual(new Set([traceId]));
  });

  it('has one id of the request, from the gateway to the last that was told', () => {
    const said = trace.logs.filter((line) => line.requestId === requestId);
    expect(new Set(said.map(({ source }) => source))).toEqual(new Set(['gateway', 'orders']));
    const told = trace.logs.filter((line) => line.correlationId === requestId);
    expect(told.map(({ source }) => source)).toEqual(
      expect.arrayContaining(['orders', 'products', 'payments', 'notifications', 'webhooks']),
    );
  });

  it('is found by the order, and so are its lines', async () => {
    const { traces } = await shop.helper<{ traces: { traceId: string }[] }>(`traces?order=${id}`);
    expect(traces).toEqual([expect.objectContaining({ traceId })]);
    const { lines } = await shop.helper<{ lines: unknown[] }>(`logs?order=${id}`);
    expect(lines.length).toBeGreaterThan(5);
  });
});

describe('the story of an order', () => {
  it('has what happened at every service, the money, and nothing that is stuck', async () => {
    const token = await shop.tokenOf(demo);
    const { body } = await shop.place(token, order('MUG-BLUE'));
    await shop.settled(token, body.id);
    const story = await overOf(body.id);
    expect(story).toMatchObject({
      orderId: body.id,
      lastEvent: { name: 'order-confirmed' },
      remedies: [],
      money: { captured: 0, refunded: 0 },
      stock: { status: 'stock-reserved' },
    });
    expect(story.money.authorised).toBeGreaterThan(0);
    const seen = story.timeline.map(({ kind, service, name }) => `${kind} ${service} ${name}`);
    expect(seen).toEqual(
      expect.arrayContaining([
        'event orders order-placed',
        'message products products.reserve-stock.v1',
        'message orders products.stock-reserved.v1',
        'message payments payments.authorize-payment.v1',
        'event payments step-succeeded',
        'event orders order-confirmed',
        'message notifications orders.order-confirmed.v1',
        'message webhooks orders.order-confirmed.v1',
      ]),
    );
    const starts = story.timeline.map(({ startedAt }) => startedAt);
    expect(starts).toEqual([...starts].sort());
  });

  it('is printed by a command', async () => {
    const token = await shop.tokenOf(demo);
    const { body } = await shop.place(token, order('MUG-BLUE', 'tok_declined'));
    await shop.settled(token, body.id);
    await vi.waitUntil(async () => {
      const { timeline } = await storyOf(body.id);
      return timeline.every(({ kind, state }) => kind === 'deadline' || state === 'done');
    }, patient);
    const port = new URL(apiUrl).port;
    const args = ['localstack/cli.ts', 'order', body.id, '--port', port];
    const { stdout } = await run(process.execPath, args);
    for (const text of [
      'order-rejected',
      'payments.payment-declined.v1',
      'products.release-stock.v1',
      'Nothing is stuck',
      'On AWS: $',
    ]) {
      expect(stdout).toContain(text);
    }
  });

  it('costs what was counted while nothing else happened', async () => {
    const token = await shop.tokenOf(demo);
    const writes = async () => (await shop.helper<Cost>('usage')).sums['write units'] ?? 0;
    const settledCost = async () => {
      const before = await writes();
      const { body } = await shop.place(token, order('MUG-BLUE'));
      await shop.settled(token, body.id);
      await overOf(body.id);
      return await vi.waitUntil(
        async () => {
          const { cost } = await storyOf(body.id);
          const others = (await writes()) - before - (cost?.sums['write units'] ?? 0);
          // Once a second the tasks of products tell each other what has moved, in nobody's name.
          return others === 0 || others === 1 ? cost : undefined;
        },
        { timeout: 5_000, interval: 200 },
      );
    };
    // A schedule may write meanwhile: then it is looked at again with another order.
    const cost = await vi.waitFor(settledCost, { timeout: 80_000 });
    expect(cost?.sums).toMatchObject({ mails: 1, 'api requests': 1 });
    expect(cost?.sums.publishes).toBeGreaterThan(0);
    expect(cost?.sums.invocations).toBeGreaterThan(4);
    expect(cost?.usd).toBeGreaterThan(0);
  }, 90_000);

  it.each([
    'ord_00000000000000000000000000000000',
    'nothing',
    '..%2F..%2Fetc',
    "ord_' OR 1=1",
    '%00',
  ])('of %s is not there', async (id) => {
    const response = await fetch(`${awsUrl}/_tandem/orders/${encodeURIComponent(id)}`);
    expect(response.status).toBe(404);
  });
});
