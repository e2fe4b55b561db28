// Spans on their way: when they are sent, how many, to whom, and what is said while nobody takes them.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EndedSpan } from '../../platform/telemetry/otlp.ts';
import { createSpanExport } from '../../platform/telemetry/span-export.ts';
import { createTracer } from '../../platform/telemetry/tracer.ts';
import { segmentOf, sendSegments } from '../../platform/telemetry/xray.ts';

const config = { STAGE: 'dev', SERVICE: 'orders', SERVICE_VERSION: '1.2.3' };

const span = (name: string, attributes: EndedSpan['start']['attributes'] = {}): EndedSpan => ({
  start: { name, kind: 'server', attributes },
  span: { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', isKept: true },
  parentId: undefined,
  from: 0,
  to: 1,
  end: { failed: false },
});

const exportUnderTest = (
  collectors: { endpoint?: string; daemon?: string } = { endpoint: 'http://c' },
) => {
  const sent: string[][] = [];
  const told: string[] = [];
  let fault: string | undefined;
  const { keep, flush, isCollected } = createSpanExport(
    { endpoint: undefined, daemon: undefined, ...collectors },
    {
      config,
      lost: (error) => void told.push((error as Error).message),
      post: async (url, body) => {
        if (fault !== undefined) throw new Error(fault);
        const { spans } = JSON.parse(body).resourceSpans[0].scopeSpans[0];
        sent.push([url, ...spans.map(({ name }: { name: string }) => name)]);
      },
    },
  );
  const fail = (message?: string) => {
    fault = message;
  };
  return { keep, flush, isCollected, sent, told, fail };
};

describe('ended spans', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are sent together a second after the first of them', async () => {
    vi.useFakeTimers();
    const { keep, sent } = exportUnderTest();
    keep(span('one'));
    await vi.advanceTimersByTimeAsync(999);
    keep(span('two'));
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([['http://c/v1/traces', 'one', 'two']]);
    keep(span('three'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent[1]).toEqual(['http://c/v1/traces', 'three']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are sent once when somebody wants them sent now, and nothing is where there are none', async () => {
    vi.useFakeTimers();
    const { keep, flush, sent } = exportUnderTest();
    await flush();
    keep(span('one'));
    await flush();
    expect(vi.getTimerCount()).toBe(0);
    await flush();
    expect(sent).toEqual([['http://c/v1/traces', 'one']]);
  });

  it('are a thousand at most', async () => {
    const { keep, flush, sent } = exportUnderTest();
    for (let count = 1; count <= 1_001; count += 1) keep(span(`${count}`));
    await flush();
    expect(sent[0]?.length).toBe(1 + 1_000);
    expect(sent[0]?.at(-1)).toBe('1000');
  });

  it('that are not taken are told of once, and again after some were taken', async () => {
    const { keep, flush, told, sent, fail } = exportUnderTest();
    for (const fault of ['first', 'second', undefined, 'third', 'fourth']) {
      fail(fault);
      keep(span('any'));
      await flush();
    }
    expect(told).toEqual(['first', 'third']);
    expect(sent).toHaveLength(1);
  });
});

it.each([
  [{}, false],
  [{ endpoint: 'http://c' }, true],
  [{ daemon: '127.0.0.1:2000' }, true],
  [{ endpoint: 'http://c', daemon: '127.0.0.1:2000' }, true],
])('with %j there is somebody who takes spans: %s', (collectors, isCollected) => {
  expect(exportUnderTest(collectors).isCollected).toBe(isCollected);
});

describe('the daemon of X-Ray', () => {
  it('is sent what a datagram has room for: 60,000 bytes and no more', async () => {
    const daemon = createSocket('udp4');
    const sizes: number[] = [];
    daemon.on('message', (message) => void sizes.push(message.length));
    daemon.bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    const { port } = daemon.address() as AddressInfo;
    const header = '{"format":"json","version":1}\n'.length;
    const empty = JSON.stringify(segmentOf(config, span('x', { filler: '' }))).length;
    const room = 60_000 - header - empty;
    const spans = [room + 1, room].map((length) => span('x', { filler: '.'.repeat(length) }));
    await sendSegments(`127.0.0.1:${port}`, config, spans);
    await sendSegments(`127.0.0.1:${port}`, config, [span('last')]);
    await vi.waitUntil(() => sizes.length === 2, { timeout: 20_000 });
    expect(sizes[0]).toBe(60_000);
    daemon.close();
  });
});

describe('an error in a span', () => {
  const attributesOf = async (thrown: unknown) => {
    const bodies: string[] = [];
    const { trace, flush } = createTracer({
      config: { ...config, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_SAMPLER_ARG: 1 },
      post: async (_url, body) => void bodies.push(body),
    });
    const work = () => Promise.reject(thrown);
    await trace({ name: 'work', kind: 'server' }, work).catch(() => {});
    await flush();
    const { attributes } = JSON.parse(bodies[0] ?? '').resourceSpans[0].scopeSpans[0].spans[0];
    return attributes
      .slice(1)
      .map(({ value }: { value: { stringValue: string } }) => value.stringValue);
  };

  it('is told by its name and the first 300 characters of its message', async () => {
    expect(await attributesOf(new TypeError('m'.repeat(301)))).toEqual([
      'TypeError',
      'm'.repeat(300),
    ]);
    expect(await attributesOf('a text')).toEqual(['Error', 'a text']);
  });
});

it('ids of a trace have 16 bytes, those of a span eight', async () => {
  const { trace } = createTracer({
    config: { ...config, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_SAMPLER_ARG: 1 },
    post: async () => {},
  });
  const given = await trace({ name: 'work', kind: 'server', parent: undefined }, async (of) => of);
  expect(given).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

it('who passes a trace on that names no span gives it one of eight bytes', async () => {
  const { trace } = createTracer({
    config: { ...config, OTEL_EXPORTER_OTLP_ENDPOINT: undefined, OTEL_TRACES_SAMPLER_ARG: 1 },
  });
  const parent = 'Root=1-5759e988-bd862e3fe1be46a994272793';
  const given = await trace({ name: 'work', kind: 'server', parent }, async (of) => of);
  expect(given).toMatch(/^00-5759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-00$/);
});
