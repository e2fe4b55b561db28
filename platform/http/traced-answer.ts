// An endpoint's answer as a span, whoever serves it.
import { type ActiveSpan, activeSpan, endOfAnswer, type Tracer } from '../telemetry/trace.ts';
import type { Answered, Endpoint } from './endpoint.ts';
import { type RawRequest, requestIdOf } from './request.ts';
import type { HttpServices } from './services.ts';

/** That of AWS where the client has sent no other. */
const parentOf = ({ headers }: RawRequest): string | undefined =>
  headers.traceparent?.[0] ?? headers['x-amzn-trace-id']?.[0];

interface Served {
  readonly tracer: Tracer;
  readonly endpoint: Endpoint;
  readonly services: HttpServices;
  /** Told of the span it is answered in. */
  readonly begun?: (span: ActiveSpan | undefined) => void;
}

export const tracedAnswer = (
  { tracer, endpoint, services, begun }: Served,
  raw: RawRequest,
  parent = parentOf(raw),
): Promise<Answered> => {
  const { method, path } = endpoint.contract;
  const requestId = requestIdOf(raw);
  return tracer.trace(
    { name: `${method} ${path}`, kind: 'server', parent, correlationId: requestId },
    (traceparent) => {
      begun?.(activeSpan());
      if (traceparent === undefined) return endpoint.answer(raw, services);
      const headers = { ...raw.headers, traceparent: [traceparent], 'x-request-id': [requestId] };
      return endpoint.answer({ ...raw, headers }, services);
    },
    ({ status }) => endOfAnswer(status),
  );
};
