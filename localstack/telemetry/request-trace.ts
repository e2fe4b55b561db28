// The trace that a request to the gateway is part of, as API Gateway begins it or takes it on.
import { randomBytes } from 'node:crypto';

export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Of the gateway. */
  readonly spanId: string;
  readonly parentId: string | null;
  readonly isKept: boolean;
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const w3c = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const xray = /^Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;Parent=([0-9a-f]{16}))?(?:;Sampled=([01]))?/;

/** `keeps` decides where the client has not. */
export function requestTrace(
  header: (name: string) => string | undefined,
  keeps: () => boolean,
): RequestTrace {
  const spanId = hex(8);
  const [, traceId, parent, flags] = w3c.exec(header('traceparent') ?? '') ?? [];
  if (traceId !== undefined && parent !== undefined) {
    return {
      traceId,
      spanId,
      parentId: parent,
      isKept: Number.parseInt(flags ?? '', 16) % 2 === 1,
    };
  }
  const sent = xray.exec(header('x-amzn-trace-id') ?? '');
  const seconds =
    sent?.[1] ??
    Math.floor(Date.now() / 1000)
      .toString(16)
      .padStart(8, '0');
  const isKept = sent?.[4] === undefined ? keeps() : sent[4] === '1';
  return {
    traceId: `${seconds}${sent?.[2] ?? hex(12)}`,
    spanId,
    parentId: sent?.[3] ?? null,
    isKept,
  };
}

export const rootOf = ({ traceId }: RequestTrace): string =>
  `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;

export const xrayHeaderOf = (trace: RequestTrace): string =>
  `${rootOf(trace)};Parent=${trace.spanId};Sampled=${trace.isKept ? 1 : 0}`;

export const traceparentOf = ({ traceId, spanId, isKept }: RequestTrace): string =>
  `00-${traceId}-${spanId}-${isKept ? '01' : '00'}`;
