// A contract bound to its handler: what a handler is given, what it answers, and who it is asked by.
import type { BodyOf, ParamsOf, QueryOf, RouteContract } from '../../events/http/route.ts';
import type { IdempotentRequest, StoredReply } from '../data/records.ts';
import type { AppError } from '../kernel/errors.ts';
import type { Causation } from '../messaging/outgoing.ts';
import type { Log } from '../telemetry/log.ts';
import type { Identity } from '../tokens/identity.ts';
import { answering } from './answering.ts';
import type { EventStream } from './event-streams.ts';
import type { RawRequest } from './request.ts';
import type { HttpServices } from './services.ts';

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
  /** Sent as it comes, in place of a body; only containers can. */
  readonly stream?: EventStream;
}

/** What an endpoint answers; what streams is never stored. */
export interface Answered extends StoredReply {
  readonly stream?: EventStream;
}

export type Handle<C extends RouteContract> = (request: Request<C>) => Promise<Reply> | Reply;

/** Who calls, on a route that wants a token. */
export const callerOf = (request: Request): Identity => {
  if (request.identity === undefined) throw new Error('the route has no authenticated caller');
  return request.identity;
};

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

export interface Endpoint {
  readonly contract: RouteContract;
  answer(raw: RawRequest, services: HttpServices): Promise<Answered>;
}

export const endpoint = <C extends RouteContract>(
  contract: C,
  handle: Handle<C>,
  options: EndpointOptions = {},
): Endpoint => ({ contract, answer: answering(contract, handle, options) });
