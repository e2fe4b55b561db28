// A request as it came over the wire, the same for a container and a function, and what a handler is given of it.
import type { BodyOf, ParamsOf, QueryOf, RouteContract } from '../../events/http/route.ts';
import type { IdempotentRequest, StoredReply } from '../data/records.ts';
import type { Causation } from '../messaging/outgoing.ts';
import type { Log } from '../telemetry/log.ts';
import type { Identity } from '../tokens/access-token.ts';

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
}

export type Handle<C extends RouteContract> = (request: Request<C>) => Promise<Reply> | Reply;

export const encodeReply = ({ status, headers = {}, body }: Reply): StoredReply => {
  if (body === undefined) return { status, headers, body: '' };
  if (typeof body === 'string') return { status, headers, body };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
};

/** Who calls, on a route that wants a token. */
export const callerOf = (request: Request): Identity => {
  if (request.identity === undefined) throw new Error('the route has no authenticated caller');
  return request.identity;
};
