// OTLP over HTTP in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp

import { type LeanHandler, leanHandler } from '../kernel/lean-handler.ts';
import type { ActiveSpan, Attributes, SpanEnd, SpanStart } from './trace.ts';
import { readTraceContext } from './trace-context.ts';

/** https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/trace/v1/trace.proto */
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };
const failedStatus = { code: 2 };

const timeoutMs = 2_000;

const anyValue = (value: number | string | boolean) => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};

const attributesOf = (values: Attributes) =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));

const linksOf = (links: readonly string[] = []) =>
  links.flatMap((link) => {
    const { traceId, spanId } = readTraceContext(link) ?? {};
    return spanId === undefined ? [] : [{ traceId, spanId }];
  });

/** Milliseconds as nanoseconds. */
const nanoseconds = (milliseconds: number): string => String(Math.round(milliseconds * 1e6));

export interface EndedSpan {
  readonly start: SpanStart;
  readonly span: ActiveSpan;
  readonly parentId: string | undefined;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly end: SpanEnd;
}

const spanOf = (service: string, { start, span, parentId, from, to, end }: EndedSpan) => {
  const links = linksOf(start.links);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(parentId !== undefined && { parentSpanId: parentId }),
    name: start.name,
    kind: kinds[start.kind],
    startTimeUnixNano: nanoseconds(from),
    endTimeUnixNano: nanoseconds(to),
    attributes: attributesOf({
      service,
      ...(start.correlationId !== undefined && { correlationId: start.correlationId }),
      ...start.attributes,
      ...end.attributes,
    }),
    ...(links.length > 0 && { links }),
    ...(end.failed && { status: failedStatus }),
  };
};

export interface Resource {
  readonly STAGE: string;
  readonly SERVICE: string;
  readonly SERVICE_VERSION: string;
}

export const exportRequest = (
  { STAGE, SERVICE, SERVICE_VERSION }: Resource,
  spans: readonly EndedSpan[],
): string => {
  const attributes = attributesOf({
    'service.name': SERVICE,
    'service.version': SERVICE_VERSION,
    'deployment.environment.name': STAGE,
  });
  const exported = spans.map((span) => spanOf(SERVICE, span));
  const scopeSpans = [{ scope: { name: 'tandem' }, spans: exported }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans }] });
};

let http: LeanHandler | undefined;

/** Rejects where the body was not taken. Not by `fetch`: its first call costs a process tens of milliseconds of CPU and 15 MB, each other one twice as much. */
export const postJson = async (target: string, body: string): Promise<void> => {
  http ??= leanHandler({ connectionTimeout: timeoutMs, requestTimeout: timeoutMs, maxSockets: 2 });
  const { protocol, hostname, port, pathname, search } = new URL(target);
  const { response } = await http.handle({
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port !== '' && { port: Number(port) }),
    method: 'POST',
    path: `${pathname}${search}`,
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { statusCode } = response;
  if (statusCode > 299) throw new Error(`${target} answers ${statusCode}`);
};
