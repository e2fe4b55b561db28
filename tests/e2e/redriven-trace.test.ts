// The trace of an order goes on where a message of it has died and is sent back.
import { expect, it, vi } from 'vitest';
import type { Span } from '../../localstack/telemetry/span.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { openLetters } from '../support/letters.ts';
import { admin, createShop, demo, type OrderView, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const traceId = '7d3e1c0b5a4f42d9a1b2c3d4e5f60718';
const type = 'products.reserve-stock.v1';

/** The spans of the trace, once as many messages of the type were handled. */
const handled = (times: number) =>
  vi.waitUntil(
    async () => {
      const { spans } = await shop.helper<{ spans: readonly Span[] }>(`traces/${traceId}`);
      const consumers = spans.filter(({ kind, name }) => kind === 'consumer' && name === type);
      const published = spans.find(({ name }) => name === `publish ${type}`);
      return consumers.length === times && published !== undefined && { published, consumers };
    },
    { timeout: 60_000, interval: 200 },
  );

it('what is redriven is handled within the publishing it died of, and linked to it', async () => {
  const token = await shop.tokenOf(demo);
  const { body: placed } = await shop.call<OrderView>('POST', '/orders', {
    token,
    body: order('MUG-BLUE'),
    headers: {
      'idempotency-key': 'order-of-the-redriven-trace',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    },
  });
  await shop.settled(token, placed.id);
  const { published } = await handled(1);
  const id = String(published.attributes['messaging.message.id']);
  const letters = await openLetters(shop);
  const letter = {
    specversion: '1.0',
    id,
    source: '/tandem/orders',
    type,
    subject: placed.id,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    sequence: 1,
    correlationid: 'request-1',
    causationid: 'request-1',
    traceparent: `00-${traceId}-${published.spanId}-01`,
    data: {
      orderId: placed.id,
      lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
      expiresAt: '2099-01-01T00:00:00.000Z',
    },
  };
  await letters.add('products', JSON.stringify(letter));
  letters.close();
  const { body } = await shop.call('POST', '/admin/dead-letters/products/redrive', {
    token: await shop.tokenOf(admin),
    body: { id },
  });
  expect(body).toMatchObject({ redriven: 1, skipped: 0 });
  const { consumers } = await handled(2);
  const from = { traceId, spanId: published.spanId };
  const isOf = { service: 'products', parentId: from.spanId, links: [from], failed: false };
  expect(consumers).toMatchObject([
    { ...isOf, attributes: { outcome: 'done' } },
    { ...isOf, attributes: { outcome: 'ignored', 'messaging.message.id': id } },
  ]);
});
