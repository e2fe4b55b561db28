// Spans of a container, sent to the collector beside it by OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp
import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { optional, share, url } from '../kernel/config.ts';
import type { Log } from './log.ts';
import type { SpanEnd, SpanStart, Trace } from './trace.ts';

/** Read by every OpenTelemetry SDK: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export const traceConfig = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url),
  /** Share of the traces that begin here and are kept. */
  OTEL_TRACES_SAMPLER_ARG: share(1),
};

export interface TracerOptions {
  readonly config: {
    readonly STAGE: string;
    readonly SERVICE: string;
    readonly SERVICE_VERSION: string;
    readonly OTEL_EXPORTER_OTLP_ENDPOINT: string | undefined;
    readonly OTEL_TRACES_SAMPLER_ARG: number;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** Rejects where the body was not taken. */
  readonly post?: (url: string, body: string) => Promise<void>;
  /** So many random bytes, in hexadecimal digits. */
  readonly randomHex?: (bytes: number) => string;
}

export interface Tracer {
  /** Undefined where no collector is named. */
  readonly trace: Trace | undefined;
  /** Sends what there is. */
  stop(): Promise<void>;
}

interface Context {
  readonly traceId: string;
  readonly parentId: string | undefined;
  /** Undefined where who began the trace has not said. */
  readonly kept: boolean | undefined;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const w3c = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const xray = /^(?:Self=[^;]+;)?Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;Parent=([0-9a-f]{16}))?(.*)$/;

const contextOf = (parent: string | undefined): Context | undefined => {
  const [, traceId, parentId, flags] = w3c.exec(parent ?? '') ?? [];
  if (traceId !== undefined) {
    return { traceId, parentId, kept: (Number.parseInt(flags ?? '', 16) & 1) === 1 };
  }
  const [, seconds, random, xrayParent, rest = ''] = xray.exec(parent ?? '') ?? [];
  if (seconds === undefined) return undefined;
  const decided = /;Sampled=([01])/.exec(rest)?.[1];
  return {
    traceId: `${seconds}${random}`,
    parentId: xrayParent,
    kept: decided === undefined ? undefined : decided === '1',
  };
};

/** The same in every process that has to decide for a trace. */
const isIn = (traceId: string, kept: number): boolean =>
  Number.parseInt(traceId.slice(-8), 16) < kept * 2 ** 32;

const flushMs = 1_000;
/** More than these in a second are lost, as are those a collector does not take. */
const mostSpans = 1_000;
const timeoutMs = 2_000;

const postJson = async (target: string, body: string): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(target, { method: 'POST', headers, body, signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${target} answers ${response.status}`);
};

const attributesOf = (values: Readonly<Record<string, number | string>>) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));

const kinds = { server: 2, consumer: 5 };
const failedStatus = { code: 2 };

/** Spans are lost without a collector, and nothing else. */
export const createTracer = ({
  config,
  clock,
  log,
  post = postJson,
  randomHex = (bytes) => randomBytes(bytes).toString('hex'),
}: TracerOptions): Tracer => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: kept } = config;
  if (endpoint === undefined) return { trace: undefined, stop: async () => {} };

  const resource = {
    attributes: attributesOf({
      'service.name': config.SERVICE,
      'service.version': config.SERVICE_VERSION,
      'deployment.environment.name': config.STAGE,
    }),
  };
  let spans: object[] = [];
  let isTaken = true;

  const flush = async () => {
    if (spans.length === 0) return;
    const scopeSpans = [{ scope: { name: 'tandem' }, spans }];
    spans = [];
    try {
      await post(
        `${endpoint}/v1/traces`,
        JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
      );
      isTaken = true;
    } catch (error) {
      if (isTaken) log.warn({ error }, 'spans are not taken');
      isTaken = false;
    }
  };
  const timer = setInterval(() => void flush(), flushMs).unref();

  const keep = (
    start: SpanStart,
    context: Context,
    spanId: string,
    began: number,
    end: SpanEnd,
  ) => {
    if (spans.length >= mostSpans) return;
    spans.push({
      traceId: context.traceId,
      spanId,
      ...(context.parentId !== undefined && { parentSpanId: context.parentId }),
      name: start.name,
      kind: kinds[start.kind],
      startTimeUnixNano: `${began}000000`,
      endTimeUnixNano: `${clock.now()}000000`,
      attributes: attributesOf({
        service: config.SERVICE,
        correlationId: start.correlationId,
        ...end.attributes,
      }),
      ...(end.failed && { status: failedStatus }),
    });
  };

  return {
    trace: async (start, work, endOf = () => ({ failed: false })) => {
      const context = contextOf(start.parent) ?? {
        traceId: randomHex(16),
        parentId: undefined,
        kept: undefined,
      };
      const isKept = context.kept ?? isIn(context.traceId, kept);
      const spanId = randomHex(8);
      const began = clock.now();
      let end: SpanEnd = { failed: true };
      try {
        const result = await work(`00-${context.traceId}-${spanId}-${isKept ? '01' : '00'}`);
        end = endOf(result);
        return result;
      } finally {
        if (isKept) keep(start, context, spanId, began, end);
      }
    },
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
};
