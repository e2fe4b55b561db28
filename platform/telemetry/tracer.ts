// Makes the spans of a process and sends them: to a collector by OTLP, or to the X-Ray daemon of a function.
import { randomBytes } from 'node:crypto';
import { optional, readConfig, share, text, textOr, url } from '../kernel/config.ts';
import { postJson, type Resource } from './otlp.ts';
import { createSpanExport } from './span-export.ts';
import {
  type ActiveSpan,
  activeSpan,
  type SpanEnd,
  type SpanStart,
  type Tracer,
  within,
} from './trace.ts';
import { readTraceContext, type TraceContext, traceparent } from './trace-context.ts';

/** Read by every OpenTelemetry SDK: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const traceConfig = {
  STAGE: textOr(''),
  SERVICE: textOr('unknown'),
  SERVICE_VERSION: textOr('dev'),
  /** Without it and without a daemon no span is made; what a span would pass on goes through as it came. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url),
  /** Set by Lambda: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
  AWS_XRAY_DAEMON_ADDRESS: optional(text),
  /** Share of the traces that begin here and are kept. */
  OTEL_TRACES_SAMPLER_ARG: share(1),
};

export interface TracerOptions {
  readonly config: Resource & {
    readonly OTEL_EXPORTER_OTLP_ENDPOINT: string | undefined;
    readonly AWS_XRAY_DAEMON_ADDRESS?: string | undefined;
    readonly OTEL_TRACES_SAMPLER_ARG: number;
  };
  /** Told once that spans are not taken, until they are again. */
  readonly lost?: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Rejects where the body was not taken. */
  readonly post?: (url: string, body: string) => Promise<void>;
  /** So many random bytes, in hexadecimal digits. */
  readonly randomHex?: (bytes: number) => string;
}

/** The same in every process that has to decide for a trace. */
const isIn = (traceId: string, kept: number): boolean =>
  Number.parseInt(traceId.slice(-8), 16) < kept * 2 ** 32;

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const wellEnded: SpanEnd = { failed: false };

const longestMessage = 300;

/** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
const brokenBy = (error: unknown): SpanEnd => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const attributes = {
    'exception.type': name,
    'exception.message': message.slice(0, longestMessage),
  };
  return { failed: true, attributes };
};

interface Begun {
  readonly span: ActiveSpan;
  readonly parentId: string | undefined;
  /** False where nobody collects: the span is that of who has caused it. */
  readonly isOwn: boolean;
}

interface Sampling {
  readonly isCollected: boolean;
  /** Share of the traces that begin here. */
  readonly kept: number;
  readonly randomHex: (bytes: number) => string;
}

const createBegin = ({
  isCollected,
  kept,
  randomHex,
}: Sampling): ((start: SpanStart) => Begun | undefined) => {
  /** Where nobody collects, the span is that of who has caused it. */
  const passOn = (given: TraceContext | undefined): Begun | undefined => {
    if (given === undefined) return undefined;
    const { traceId, spanId = randomHex(8), isKept = false } = given;
    return { span: { traceId, spanId, isKept }, parentId: undefined, isOwn: false };
  };

  return (start) => {
    const around = activeSpan();
    // What happens by itself, such as a look into a queue, begins no trace.
    if (start.kind === 'client' && around === undefined) return undefined;
    const given = 'parent' in start ? readTraceContext(start.parent) : around;
    if (!isCollected) return passOn(given);
    const traceId = given?.traceId ?? randomHex(16);
    const isKept = given?.isKept ?? isIn(traceId, kept);
    if (!isKept && start.kind === 'client') return passOn(given);
    const span = { traceId, spanId: randomHex(8), isKept };
    return { span, parentId: given?.spanId, isOwn: true };
  };
};

export const createTracer = ({
  config,
  lost = () => {},
  now = () => performance.timeOrigin + performance.now(),
  post = postJson,
  randomHex = hex,
}: TracerOptions): Tracer => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: kept } = config;
  const { AWS_XRAY_DAEMON_ADDRESS: daemon } = config;
  const { isCollected, keep, flush } = createSpanExport(
    { endpoint, daemon },
    { config, lost, post },
  );
  const begin = createBegin({ isCollected, kept, randomHex });

  const closer = (start: SpanStart, { span, parentId, isOwn }: Begun) => {
    if (!isOwn || !span.isKept) return () => {};
    const from = now();
    return (end: SpanEnd) => keep({ start, span, parentId, from, to: now(), end });
  };

  return {
    trace: async (start, work, endOf = () => wellEnded) => {
      const begun = begin(start);
      if (begun === undefined) return work();
      const close = closer(start, begun);
      let end = wellEnded;
      try {
        const result = await within(begun.span, () => work(traceparent(begun.span)));
        end = endOf(result);
        return result;
      } catch (error) {
        end = brokenBy(error);
        throw error;
      } finally {
        close(end);
      }
    },
    open: (start) => {
      const begun = begin(start);
      if (begun === undefined) return { traceparent: undefined, end: () => {} };
      return { traceparent: traceparent(begun.span), end: closer(start, begun) };
    },
    flush,
    stop: flush,
  };
};

let ofProcess: Tracer | undefined;

const say = (error: unknown) => {
  process.emitWarning(`spans are not taken: ${String(error)}`);
};

/** The tracer of this process, by its environment. */
export const processTracer = (): Tracer => {
  ofProcess ??= createTracer({ config: readConfig(traceConfig), lost: say });
  return ofProcess;
};
