// Spans on their way to a backend of the developer's own: `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 npm start`.
import { kinds, type Span, type SpanLink } from './span.ts';
import type { Traces } from './traces.ts';

const anyValue = (value: string | number | boolean) => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};

const attributesOf = (values: Span['attributes']) =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

const nanoseconds = (milliseconds: number) => String(Math.round(milliseconds * 1e6));

const otlpSpan = (span: Span) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentId !== null && { parentSpanId: span.parentId }),
  name: span.name,
  kind: kinds.indexOf(span.kind) + 1,
  startTimeUnixNano: nanoseconds(span.startMs),
  endTimeUnixNano: nanoseconds(span.startMs + span.durationMs),
  attributes: attributesOf(span.attributes),
  links: span.links.map(({ traceId, spanId }: SpanLink) => ({ traceId, spanId })),
  ...(span.failed && { status: { code: 2 } }),
});

/** https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
export const exportRequest = (spans: readonly Span[]) => ({
  resourceSpans: [...Map.groupBy(spans, ({ service }) => service)].map(([service, own]) => ({
    resource: { attributes: attributesOf({ 'service.name': service }) },
    scopeSpans: [{ scope: { name: 'tandem' }, spans: own.map(otlpSpan) }],
  })),
});

const timeoutMs = 5_000;
/** Gathered so long, then sent together: the gateway brings its spans one by one. */
const gatherMs = 500;
/** More in so short a time are lost there. */
const mostSpans = 5_000;

/** What the backend does not take is lost there, and said once; it is kept here all the same. */
export function forward(
  traces: Pick<Traces, 'listen'>,
  endpoint: string,
  onError: (error: unknown) => void,
): () => void {
  const target = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  let isTaken = true;
  let waiting: Span[] = [];
  let timer: NodeJS.Timeout | undefined;

  const post = async (spans: readonly Span[]) => {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exportRequest(spans)),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${endpoint} answers ${response.status}`);
  };
  const send = async () => {
    const spans = waiting;
    [waiting, timer] = [[], undefined];
    try {
      await post(spans);
      isTaken = true;
    } catch (error) {
      if (isTaken) onError(error);
      isTaken = false;
    }
  };

  const stop = traces.listen((spans) => {
    waiting.push(...spans.slice(0, mostSpans - waiting.length));
    timer ??= setTimeout(() => void send(), gatherMs).unref();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
