// The public API as the storefront calls it, by the SDK: for one visitor and with this visitor's own token.
import { type Client, createClient } from '../../clients/typescript/client.ts';
import type { components } from '../../clients/typescript/schema.ts';

/** Every operation by its path; throws `ProblemError` where the API refuses, or does not answer. */
export type ShopApi = Client['api'];
export type Schemas = components['schemas'];

/** What a visitor is told of a problem, of the API or of our own. */
export type Trouble = Pick<Schemas['Problem'], 'status' | 'code' | 'title'> &
  Partial<Schemas['Problem']>;

export interface ShopApiOptions {
  readonly url: string;
  readonly accessToken: string | undefined;
  readonly cartToken: string | undefined;
  readonly requestId: string;
  /** @default as long as a visit may take */
  readonly signal?: AbortSignal;
}

/** Within the 10 s of the function, however many questions a visit asks. */
export const visitTime = (): AbortSignal => AbortSignal.timeout(8_000);

/** As the gateway says it of a service: what may be sent again is, but not once the time of the visit is over. */
const noAnswer = (requestId: string, isOver: boolean): Response => {
  const problem: Schemas['Problem'] = {
    type: 'about:blank',
    title: 'No answer in time',
    status: 504,
    detail: 'The shop does not answer right now.',
    instance: `urn:request:${requestId}`,
    code: 'gateway-timeout',
    retryable: true,
  };
  return Response.json(problem, { status: 504, headers: isOver ? { 'retry-after': '60' } : {} });
};

export const createShopApi = (
  { url, accessToken, cartToken, requestId, signal = visitTime() }: ShopApiOptions,
  send: typeof fetch = fetch,
): ShopApi => {
  const asVisitor = async (asked: Request): Promise<Response> => {
    const request = new Request(asked, { redirect: 'error', signal });
    request.headers.set('x-request-id', requestId);
    if (accessToken !== undefined) request.headers.set('authorization', `Bearer ${accessToken}`);
    if (cartToken !== undefined) request.headers.set('x-cart-token', cartToken);
    return send(request).catch(() => noAnswer(requestId, signal.aborted));
  };
  return createClient({ baseUrl: url, attempts: 4, longestWaitMs: 1_000, fetch: asVisitor }).api;
};
