// A question over HTTP as a span, told to whom it asks where that is one of ours.
import { endOfAnswer } from '../telemetry/trace.ts';
import { processTracer } from '../telemetry/tracer.ts';

interface Init extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** `name` is of few kinds, without ids: `GET products/quotes`. */
export const tracedFetch =
  (name: string, { isOurs }: { readonly isOurs: boolean }) =>
  (url: string, init: Init): Promise<Response> =>
    processTracer().trace(
      { name, kind: 'client' },
      (traceparent) =>
        isOurs && traceparent !== undefined
          ? fetch(url, { ...init, headers: { ...init.headers, traceparent } } as RequestInit)
          : fetch(url, init as RequestInit),
      ({ status }) => endOfAnswer(status),
    );
