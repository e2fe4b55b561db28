// A contract bound to its handler, and who it is asked by.
import type { RouteContract } from '../../events/http/route.ts';
import type { Identity } from '../tokens/identity.ts';
import { answering } from './answering.ts';
import type { Answered, EndpointOptions, Handle, RawRequest, Request } from './request.ts';
import type { HttpServices } from './services.ts';

export type { Answered, EndpointOptions, Handle, Reply, Request } from './request.ts';

/** Who calls, on a route that wants a token. */
export const callerOf = (request: Request): Identity => {
  if (request.identity === undefined) throw new Error('the route has no authenticated caller');
  return request.identity;
};

export interface Endpoint {
  readonly contract: RouteContract;
  answer(raw: RawRequest, services: HttpServices): Promise<Answered>;
}

export const endpoint = <C extends RouteContract>(
  contract: C,
  handle: Handle<C>,
  options: EndpointOptions = {},
): Endpoint => ({ contract, answer: answering(contract, handle, options) });
