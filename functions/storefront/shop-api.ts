// The public API as the storefront calls it, for one visitor and with this visitor's own token.
import type { Method } from '../../events/http/route.ts';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The API has refused, or has not answered. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

export interface ApiCall {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

export interface ShopApi {
  /** Throws ApiProblem. The body is undefined where there is none. */
  call<Body>(method: Method, path: string, call?: ApiCall): Promise<ApiAnswer<Body>>;
}

export interface ShopApiOptions {
  readonly url: string;
  readonly accessToken: string | undefined;
  readonly cartToken: string | undefined;
  readonly requestId: string;
}

/** Within the 10 s of the function. */
const timeoutMs = 8_000;

const unavailable: Problem = { status: 503, code: 'overloaded', title: 'Too busy right now' };

const targetOf = (url: string, path: string, query: ApiCall['query'] = {}): string => {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(pairs).toString();
  return `${url}${path}${search === '' ? '' : `?${search}`}`;
};

const problemOf = async (response: Response): Promise<Problem> => {
  const isProblem = response.headers.get('content-type')?.includes('json') === true;
  const body = isProblem ? ((await response.json()) as Partial<Problem>) : {};
  return {
    ...body,
    status: response.status,
    code: body.code ?? 'internal',
    title: body.title ?? `The shop answers ${response.status}`,
  };
};

export const createShopApi = (
  { url, accessToken, cartToken, requestId }: ShopApiOptions,
  send: typeof fetch = fetch,
): ShopApi => ({
  call: async <Body>(method: Method, path: string, { query, body, headers }: ApiCall = {}) => {
    const response = await send(targetOf(url, path, query), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'x-request-id': requestId,
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(cartToken === undefined ? {} : { 'x-cart-token': cartToken }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new ApiProblem(unavailable);
    });
    if (!response.ok) throw new ApiProblem(await problemOf(response));
    const text = await response.text();
    return {
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
      headers: response.headers,
    };
  },
});

/** An id in a path: whatever a visitor has typed stays one segment. */
export const segment = (text: string): string => encodeURIComponent(text);
