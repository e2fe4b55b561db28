// The public API as the storefront calls it, by the SDK: for one visitor and with this visitor's own token.
import { type Client, createClient } from '../../clients/typescript/client.ts';
import type { components } from '../../clients/typescript/schema.ts';

/** Every operation by its path; throws `ProblemError` where the API refuses, or does not answer. */
export type ShopApi = Client['api'];
export type Schemas = components['schemas'];

export interface ShopApiOptions {
  readonly url: string;
  readonly accessToken: string | undefined;
  readonly cartToken: string | undefined;
  readonly requestId: string;
}

/** Within the 10 s of the function. */
const visitMs = 8_000;

/** As the gateway says it of a service: what may be sent again is, once. */
const noAnswer = (requestId: string): Response => {
  const problem: Schemas['Problem'] = {
    type: 'about:blank',
    title: 'No answer in time',
    status: 504,
    detail: 'The shop does not answer right now.',
    instance: `urn:request:${requestId}`,
    code: 'gateway-timeout',
    retryable: true,
  };
  return Response.json(problem, { status: 504 });
};

export const createShopApi = (
  { url, accessToken, cartToken, requestId }: ShopApiOptions,
  send: typeof fetch = fetch,
): ShopApi => {
  const signal = AbortSignal.timeout(visitMs);
  const asVisitor = async (asked: Request): Promise<Response> => {
    const request = new Request(asked, { redirect: 'error', signal });
    request.headers.set('x-request-id', requestId);
    if (accessToken !== undefined) request.headers.set('authorization', `Bearer ${accessToken}`);
    if (cartToken !== undefined) request.headers.set('x-cart-token', cartToken);
    return send(request).catch(() => noAnswer(requestId));
  };
  return createClient({ baseUrl: url, attempts: 4, longestWaitMs: 1_000, fetch: asVisitor }).api;
};
