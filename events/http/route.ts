// One route of the public API, declared once: the servers, the gateway, the docs and the tests read it.
import type { Static, TOptional, TSchema } from 'typebox';
import type { ErrorCode } from '../problems.ts';
import type { Service } from '../routes.ts';
import type { RequestHeader, ResponseHeader } from './headers.ts';

export type Role = 'customer' | 'admin' | 'support' | 'fulfilment';
/** For our own services only: administrators cannot give it to a client. */
export type ServiceScope = 'catalogue:quote' | 'users:find' | 'stories:read';
export type Scope =
  | 'inventory:read'
  | 'inventory:write'
  | 'orders:fulfil'
  | 'webhooks:manage'
  | ServiceScope;

/** Who may call: deny by default, so a route without it does not compile. */
export type Auth =
  | { readonly kind: 'public' }
  /** A guest or a customer; a token that is sent must be valid. */
  | { readonly kind: 'optional' }
  /** A provider that signs what it sends. */
  | { readonly kind: 'signature' }
  /** An OAuth client with its secret (RFC 6749 section 2.3). */
  | { readonly kind: 'client' }
  /** A user with one of the roles, or a client with one of the scopes. */
  | {
      readonly kind: 'bearer';
      readonly roles: readonly Role[];
      readonly scopes: readonly Scope[];
    };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestSchemas {
  readonly params?: TSchema;
  /** Query strings arrive as strings; integers and booleans are converted by their schema. */
  readonly query?: TSchema;
  /** `Type.Optional` where a request without one is fine. */
  readonly body?: TSchema;
}

/** That a route is on its way out. */
export interface Deprecated {
  /** Day (ISO 8601), UTC. */
  readonly since: string;
  /** Day from which it may be gone; half a year after `since` at least. */
  readonly sunset?: string;
  /** Path of what has taken its place, with its version: `/v2/orders/{id}`. */
  readonly successor: string;
}

export interface RouteContract<R extends RequestSchemas = RequestSchemas> {
  /** `<service>.<operation>`, unique; the operationId of the OpenAPI document. */
  readonly id: string;
  readonly service:
    | Service
    | 'docs'
    | 'dead-letters'
    | 'health'
    | 'legacy'
    | 'bff-mobile'
    | 'bff-web';
  readonly method: Method;
  /** Below `/v1`, e.g. `/orders/{id}`; one of a later version begins with it: `/v2/orders/{id}`. */
  readonly path: string;
  /** Its answers and documents say so. */
  readonly deprecated?: Deprecated;
  readonly summary: string;
  /** What a client must know beside the schemas; the description in the OpenAPI document. */
  readonly notes?: string;
  readonly auth: Auth;
  /** `Idempotency-Key` is required. */
  readonly idempotent?: true;
  /** Bytes; 64 KiB where it is not given. */
  readonly bodyLimit?: number;
  /** Costs a password hash, so it has a function of its own: whoever waits for it keeps nobody else waiting. */
  readonly hashing?: true;
  /** Media type of the request body; JSON where it is not given. */
  readonly accepts?: string;
  /** May wait for something to happen, so that its time says nothing of the load. */
  readonly waits?: true;
  /** Whoever accepts `text/event-stream` gets server-sent events in place of the answer: the `data` of each. Containers only. */
  readonly streams?: TSchema;
  /** The handler gets the bytes as they came. */
  readonly rawBody?: true;
  /** Beside those that every request may have, and `Idempotency-Key`. */
  readonly requestHeaders?: Readonly<Partial<Record<RequestHeader, 'required' | 'optional'>>>;
  /** Of its success, beside those that every answer has. */
  readonly responseHeaders?: readonly ResponseHeader[];
  /** What it may be refused with, beside what follows from its auth, parameters, headers and body. */
  readonly problems?: readonly ErrorCode[];
  /** Media type of its success; JSON where it is not given. */
  readonly produces?: string;
  readonly request: R;
  /** By status; `null` is an answer without a body. */
  readonly responses: Readonly<Record<number, TSchema | null>>;
}

type Part<R extends RequestSchemas, K extends keyof RequestSchemas> = R[K] extends TSchema
  ? Static<R[K]> | (R[K] extends TOptional<TSchema> ? undefined : never)
  : undefined;

export type ParamsOf<C> = C extends RouteContract<infer R> ? Part<R, 'params'> : never;
export type QueryOf<C> = C extends RouteContract<infer R> ? Part<R, 'query'> : never;
export type BodyOf<C> = C extends RouteContract<infer R> ? Part<R, 'body'> : never;

export const defineRoute = <R extends RequestSchemas>(
  contract: RouteContract<R>,
): RouteContract<R> => contract;

/** Which function of its service answers a route. */
export const entryOf = ({ hashing }: RouteContract): 'handler' | 'hashing' =>
  hashing ? 'hashing' : 'handler';

export const open: Auth = { kind: 'public' };
export const guestOrCustomer: Auth = { kind: 'optional' };
/** Every user whatever the role, and no client: for what concerns the caller's own account. */
export const anyUser: Auth = {
  kind: 'bearer',
  roles: ['customer', 'admin', 'support', 'fulfilment'],
  scopes: [],
};
export const customer: Auth = { kind: 'bearer', roles: ['customer'], scopes: [] };
export const admin: Auth = { kind: 'bearer', roles: ['admin'], scopes: [] };
export const customerOrStaff: Auth = {
  kind: 'bearer',
  roles: ['customer', 'admin', 'support'],
  scopes: [],
};
export const staff: Auth = { kind: 'bearer', roles: ['admin', 'support'], scopes: [] };
export const adminOr = (...scopes: Scope[]): Auth => ({ kind: 'bearer', roles: ['admin'], scopes });
/** No person, whatever the role: a service of ours that has the scope. */
export const serviceWith = (scope: ServiceScope): Auth => ({
  kind: 'bearer',
  roles: [],
  scopes: [scope],
});
