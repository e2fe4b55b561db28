// Which trace a piece of work is part of, as W3C and X-Ray write it.

export interface TraceContext {
  /** 32 hexadecimal digits; X-Ray and OTLP know a trace by the same ones. */
  readonly traceId: string;
  /** 16 hexadecimal digits; undefined where nothing is said of what it is part of. */
  readonly spanId: string | undefined;
  /** Are its spans kept? Undefined where who began the trace has not said. */
  readonly isKept: boolean | undefined;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const w3c = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const xray = /^(?:Self=[^;]+;)?Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;Parent=([0-9a-f]{16}))?(.*)$/;

/** Of a `traceparent` or an `X-Amzn-Trace-Id`; undefined for anything else. */
export const readTraceContext = (text: string | undefined): TraceContext | undefined => {
  const [, traceId, spanId, flags] = w3c.exec(text ?? '') ?? [];
  if (traceId !== undefined) {
    return { traceId, spanId, isKept: (Number.parseInt(flags ?? '', 16) & 1) === 1 };
  }
  const [, seconds, random, parent, rest = ''] = xray.exec(text ?? '') ?? [];
  if (seconds === undefined) return undefined;
  const decided = /;Sampled=([01])/.exec(rest)?.[1];
  return {
    traceId: `${seconds}${random}`,
    spanId: parent,
    isKept: decided === undefined ? undefined : decided === '1',
  };
};

interface Decided {
  readonly traceId: string;
  readonly spanId: string;
  readonly isKept: boolean;
}

export const traceparent = ({ traceId, spanId, isKept }: Decided): string =>
  `00-${traceId}-${spanId}-${isKept ? '01' : '00'}`;

/** `X-Amzn-Trace-Id`, as services of AWS pass it on. */
export const xrayHeader = ({ traceId, spanId, isKept }: Decided): string =>
  `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${isKept ? 1 : 0}`;
