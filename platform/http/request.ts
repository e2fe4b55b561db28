// A request as it came over the wire, the same for a container and a function.
import { randomUUID } from 'node:crypto';

export interface RawRequest {
  readonly method: string;
  /** Below the stage, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Values of a header in the order they came; names are lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly sourceIp: string;
  /** On routes that wait: aborted once nobody waits for the answer any more. */
  readonly gone?: AbortSignal;
  /** Milliseconds since 1970; known where something stands in front, which may hand the request on late. */
  readonly arrivedAt?: number;
}

/** The first value of a header. */
export const headerOf = (raw: RawRequest, name: string): string | undefined =>
  raw.headers[name]?.[0];

/** The id a client has given, where it is in the format of one. */
export const requestIdFrom = (given: string): string =>
  /^[\w-]{8,64}$/.test(given) ? given : randomUUID();

export const requestIdOf = (raw: RawRequest): string =>
  requestIdFrom(headerOf(raw, 'x-request-id') ?? '');

/** https://www.w3.org/TR/trace-context/#traceparent-header */
export const traceparentOf = (raw: RawRequest): string | undefined => {
  const given = headerOf(raw, 'traceparent');
  return given !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)
    ? given
    : undefined;
};
