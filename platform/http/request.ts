// A request as it came over the wire, the same for a container and a function; what a handler is given of it, and what it answers.
import { randomUUID } from 'node:crypto';
import { gatewayRequestId } from '../../events/gateway.ts';
import type { BodyOf, ParamsOf, QueryOf, RouteContract } from '../../events/http/route.ts';
import type { IdempotentRequest, StoredReply } from '../data/records.ts';
import type { AppError } from '../kernel/errors.ts';
import type { Causation } from '../messaging/outgoing.ts';
import type { Log } from '../telemetry/log.ts';
import type { Identity } from '../tokens/identity.ts';
import type { EventStream } from './event-streams.ts';

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

export interface Request<C extends RouteContract = RouteContract> {
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly body: BodyOf<C>;
  /** The bytes as they came, for routes that check a signature over them. */
  readonly rawBody: Uint8Array;
  header(name: string): string | undefined;
  /** Set where the contract wants a token, and on optional routes when one was sent. */
  readonly identity: Identity | undefined;
  /** Set where the contract is idempotent: stored with the effect. */
  readonly idempotency: IdempotentRequest | undefined;
  readonly requestId: string;
  readonly causation: Causation;
  readonly sourceIp: string;
  readonly gone: AbortSignal | undefined;
  /** Milliseconds since 1970, by the clock of whatever the request reached first. */
  readonly arrivedAt: number;
  readonly log: Log;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is, with the content type of the headers. */
  readonly body?: unknown;
  /** Sent as they are, in place of a body; only functions can. */
  readonly bytes?: Buffer;
  /** Sent as it comes, in place of a body; only containers can. */
  readonly stream?: EventStream;
}

/** What an endpoint answers; what streams and what is no text is never stored. */
export interface Answered extends StoredReply {
  /** The body stands for bytes. */
  readonly isBase64Encoded?: true;
  readonly stream?: EventStream;
}

export type Handle<C extends RouteContract> = (request: Request<C>) => Promise<Reply> | Reply;

export interface EndpointOptions {
  /**
   * Errors in another shape, as OAuth wants them.
   * @default problem details
   */
  readonly refusal?: (error: AppError, requestId: string) => StoredReply;
  /**
   * Who knows what was answered before: a record beside the effect, or the handler by the effect itself.
   * @default 'record'
   */
  readonly repeats?: 'record' | 'handler';
}

/** The first value of a header. */
export const headerOf = (raw: RawRequest, name: string): string | undefined =>
  raw.headers[name]?.[0];

/** All values of a header as one list, which is what its lines mean together: https://www.rfc-editor.org/rfc/rfc9110#section-5.3 */
export const combinedHeader = (raw: RawRequest, name: string): string | undefined =>
  raw.headers[name]?.join(', ');

/** A weight of zero refuses what it stands with. */
const refused = /^q=0(?:\.0{0,3})?$/i;

/** Does the Accept header name the type, and not refuse it? A range such as `text/*` names none. */
export const takes = (accept: string, type: string): boolean =>
  accept.split(',').some((range) => {
    const [named = '', ...parameters] = range.split(';').map((part) => part.trim());
    return named.toLowerCase() === type && !parameters.some((each) => refused.test(each));
  });

const gatewayHeader = gatewayRequestId.toLowerCase();

/** The id that the client has given, or else the gateway, where it is in the format of one. */
export const requestIdIn = (header: (name: string) => unknown): string =>
  ['x-request-id', gatewayHeader]
    .map((name) => String(header(name) ?? ''))
    .find((given) => /^[\w-]{8,64}$/.test(given)) ?? randomUUID();

export const requestIdOf = (raw: RawRequest): string => requestIdIn((name) => headerOf(raw, name));

/** What a line says of its request: also by which the gateway's own line is found, where that is another. */
export const lineIdsOf = (raw: RawRequest, requestId: string) => {
  const gatewayId = headerOf(raw, gatewayHeader);
  const isAnother = gatewayId !== undefined && gatewayId !== requestId;
  return {
    requestId,
    correlationId: requestId,
    ...(isAnother && { gatewayRequestId: gatewayId }),
  };
};

/** https://www.w3.org/TR/trace-context/#traceparent-header */
export const traceparentOf = (raw: RawRequest): string | undefined => {
  const given = headerOf(raw, 'traceparent');
  return given !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)
    ? given
    : undefined;
};
