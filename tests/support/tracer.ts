// A tracer whose clock, ids and collector are the test's.
import { vi } from 'vitest';
import { createTracer } from '../../platform/telemetry/tracer.ts';
import { testClock } from './clock.ts';

interface Sent {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: unknown };
    readonly scopeSpans: { readonly spans: Record<string, unknown>[] }[];
  }[];
}

export const tracerUnderTest = ({ share = 1, taken = true, isNamed = true } = {}) => {
  const clock = testClock();
  const lost = vi.fn();
  const sent: { url: string; body: Sent }[] = [];
  let ids = 0;
  const tracer = createTracer({
    config: {
      STAGE: 'dev',
      SERVICE: 'orders',
      SERVICE_VERSION: '1.2.3',
      OTEL_EXPORTER_OTLP_ENDPOINT: isNamed ? 'http://127.0.0.1:4318' : undefined,
      OTEL_TRACES_SAMPLER_ARG: share,
    },
    lost,
    now: clock.now,
    post: async (url, body) => {
      if (!taken) throw new Error('connection refused');
      sent.push({ url, body: JSON.parse(body) });
    },
    randomHex: (bytes) => {
      ids += 1;
      return String(ids).padStart(bytes * 2, '0');
    },
  });
  const spans = () => sent.flatMap(({ body }) => body.resourceSpans[0]?.scopeSpans[0]?.spans ?? []);
  return { ...tracer, tracer, lost, clock, sent, spans };
};
