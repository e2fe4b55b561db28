// What a real collector of OpenTelemetry makes of our spans: all of one order's, with their parents, and none is refused.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Span } from '../../localstack/telemetry/span.ts';
import { createTracer } from '../../platform/telemetry/tracer.ts';
import { type Collector, hasCollector, startCollector } from '../support/collector.ts';
import { type RunningCloud, startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop, demo, type OrderView, order, type Shop } from '../support/shop.ts';

const patient = { timeout: 60_000, interval: 200 };
const traceId = '5b8aa5a2d2c872e8321cf37308d69df2';
const clientSpan = '051581bf3cb55c13';
const parent = `00-${traceId}-${clientSpan}-01`;

/** Nanoseconds since 1970 are more than a double tells apart. */
const timed = (span: Span) => {
  const [startMs, durationMs] = [span.startMs, span.durationMs].map((ms) => expect.closeTo(ms, 2));
  return [span.spanId, { ...span, startMs, durationMs }];
};

const why = hasCollector ? '' : ' (not asked: there is none, .ci/with-collector brings it)';

describe.skipIf(!hasCollector)(`a collector${why}`, () => {
  let collector: Collector;
  let cloud: RunningCloud;
  let shop: Shop;

  beforeAll(async () => {
    collector = await startCollector();
    cloud = await startEmbeddedCloud(['--no-build', '--quiet'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    });
    shop = createShop(cloud.apiUrl, cloud.awsUrl);
  });
  afterAll(async () => {
    await cloud?.stop();
    await collector?.stop();
  });

  it('has every span of an order as we have it: names, parents, times, attributes, links', async () => {
    const { status, body, text } = await shop.call<OrderView>('POST', '/orders', {
      token: await shop.tokenOf(demo),
      body: order('MUG-BLUE'),
      headers: { 'idempotency-key': 'order-of-the-collector', traceparent: parent },
    });
    expect(status, text).toBe(201);
    await shop.settled(await shop.tokenOf(demo), body.id);
    const byId = (spans: readonly Span[]) =>
      Object.fromEntries(
        spans.filter((span) => span.traceId === traceId).map((span) => [span.spanId, span]),
      );
    const both = async () => {
      const { spans } = await shop.helper<{ spans: readonly Span[] }>(`traces/${traceId}`);
      return { here: byId(spans), there: byId(collector.spans()) };
    };
    const { here, there } = await vi.waitUntil(async () => {
      const { here, there } = await both();
      const names = Object.values(there).map(({ service, name }) => `${service} ${name}`);
      const isOver =
        names.includes('notifications mail sent') &&
        names.includes('webhooks orders.order-confirmed.v1') &&
        Object.keys(here).length === Object.keys(there).length;
      return isOver && { here, there };
    }, patient);
    expect(there).toEqual(Object.fromEntries(Object.values(here).map(timed)));
    const root = Object.values(there).find(({ parentId }) => parentId === clientSpan);
    expect(root).toMatchObject({ service: 'gateway', name: 'POST /orders', kind: 'server' });
    const strays = Object.values(there).filter(({ parentId }) => !there[parentId ?? '']);
    expect(strays).toEqual([root]);
  });

  it('takes what a container or a function sends it, of every kind', async () => {
    const lost = vi.fn();
    const { trace, open, flush } = createTracer({
      config: {
        STAGE: 'prod',
        SERVICE: 'straight',
        SERVICE_VERSION: '1.2.3',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_TRACES_SAMPLER_ARG: 1,
      },
      lost,
    });
    const attributes = { text: 'Grüße "世界" \u0000\n', whole: -3, part: 0.5, yes: true };
    const failing = { name: 'client', kind: 'client', attributes } as const;
    await trace({ name: 'server', kind: 'server', parent, correlationId: 'r-1' }, async () => {
      await trace({ name: 'internal', kind: 'internal' }, async () => {});
      await trace({ name: 'consumer', kind: 'consumer', links: [parent] }, async () => {});
      open({ name: 'producer', kind: 'producer' }).end({ failed: false });
      await trace(failing, () => Promise.reject(new Error('as a test'))).catch(() => {});
    });
    await flush();
    const sent = await vi.waitUntil(() => {
      const found = collector.spans().filter(({ service }) => service === 'straight');
      return found.length === 5 && found;
    }, patient);
    expect(lost).not.toHaveBeenCalled();
    const server = sent.find(({ name }) => name === 'server');
    expect(sent.map(({ kind, parentId }) => [kind, parentId]).sort()).toEqual([
      ['client', server?.spanId],
      ['consumer', server?.spanId],
      ['internal', server?.spanId],
      ['producer', server?.spanId],
      ['server', clientSpan],
    ]);
    expect(sent.find(({ name }) => name === 'client')).toMatchObject({
      failed: true,
      attributes: { ...attributes, 'exception.message': 'as a test' },
    });
    expect(sent.find(({ name }) => name === 'consumer')?.links).toEqual([
      { traceId, spanId: clientSpan },
    ]);
  });

  it('has refused none of them', async () => {
    const { accepted, refused } = await collector.counts();
    expect(accepted).toBeGreaterThan(40);
    expect(refused).toBe(0);
    expect(await shop.helper('logs?text=takes+no+spans')).toMatchObject({ lines: [] });
  });
});
