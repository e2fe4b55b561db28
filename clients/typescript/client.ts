// The API as a program sees it: typed calls, a session that renews itself, safe repetitions, pages, waiting for an order.
import createFetchClient, { defaultPathSerializer } from 'openapi-fetch';
import { followOrder, type OrderUpdate } from './follow.ts';
import { problemOf } from './problem.ts';
import { retrying, sleep } from './retry.ts';
import type { components, paths } from './schema.ts';
import { checkSegment } from './segment.ts';
import {
  type ClientCredentials,
  clientTokens,
  personSession,
  type TokenSource,
  type Tokens,
} from './tokens.ts';

type Schemas = components['schemas'];
export type Order = Schemas['Order'];
export type PlaceOrder = Schemas['PlaceOrder'];
export type Product = Schemas['Product'];

export interface ClientOptions {
  /** With its version, e.g. `https://shop.example.com/v1`. */
  readonly baseUrl: string;
  /** For programs; people log in. @default none */
  readonly credentials?: ClientCredentials;
  /** Of a session that was kept. @default none */
  readonly tokens?: Tokens;
  /** Told of each rotation, and of the end of the session by undefined. */
  readonly onTokens?: (tokens: Tokens | undefined) => void;
  /** @default the global one */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Tries in all. @default 4 */
  readonly attempts?: number;
  /** Longest wait before another try (ms). @default 10 seconds */
  readonly longestWaitMs?: number;
}

/** For one thing that is to be done once, however often it is sent. */
export const idempotencyKey = (): { 'Idempotency-Key': string } => ({
  'Idempotency-Key': crypto.randomUUID(),
});

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
type AnswerOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;
/** Paths of lists that come in pages. */
export type ListPath = {
  [Path in keyof paths]: AnswerOf<Path> extends never
    ? never
    : AnswerOf<Path> extends Page<unknown>
      ? Path
      : never;
}[keyof paths];
export type ItemOf<Path extends ListPath> = AnswerOf<Path> extends Page<infer Item> ? Item : never;
export type ParametersOf<Path extends ListPath> = paths[Path] extends {
  get: { parameters: infer Parameters };
}
  ? Parameters
  : never;

/** The body of an answer: what was refused is thrown, so there is one. */
export const bodyOf = async <Body>(answer: Promise<{ data?: Body }>): Promise<Body> =>
  (await answer).data as Body;

const withToken = (request: Request, token: string | undefined): Request => {
  if (token === undefined || request.headers.has('authorization')) return request;
  const copy = new Request(request);
  copy.headers.set('authorization', `Bearer ${token}`);
  return copy;
};

export const createClient = ({
  baseUrl,
  credentials,
  tokens: given,
  onTokens = () => {},
  fetch: send = (request) => globalThis.fetch(request),
  attempts = 4,
  longestWaitMs = 10_000,
}: ClientOptions) => {
  const patiently = retrying({
    fetch: send,
    attempts,
    longestWaitMs,
    sleep,
    random: Math.random,
  });
  const session = personSession(patiently, baseUrl, given, onTokens);
  const source: TokenSource = credentials ? clientTokens(patiently, baseUrl, credentials) : session;

  /** A token that has run out is renewed once; every refusal is thrown as a `ProblemError`. */
  const call = async (request: Request): Promise<Response> => {
    const isLogin = new URL(request.url).pathname.endsWith('/auth/login');
    const token = isLogin ? undefined : await source.current();
    let response = await patiently(withToken(request.clone(), token));
    if (response.status === 401 && token !== undefined) {
      const next = await source.renew(token);
      if (next !== undefined) response = await patiently(withToken(request, next));
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  };

  const api = createFetchClient<paths>({
    baseUrl,
    fetch: call,
    pathSerializer: (path, params) => {
      for (const value of Object.values(params)) checkSegment(value);
      return defaultPathSerializer(path, params);
    },
  });
  const readOrder = (id: string, wait: number, signal?: AbortSignal): Promise<Order> =>
    bodyOf(
      api.GET('/orders/{id}', {
        params: { path: { id }, query: { wait } },
        ...(signal && { signal }),
      }),
    );

  return {
    /** Every operation by its path, typed; refusals are thrown. */
    api,

    login: async (person: {
      readonly email: string;
      readonly password: string;
      readonly otp?: string;
    }): Promise<void> => {
      session.set(await bodyOf(api.POST('/auth/login', { body: person })));
    },

    logout: async (): Promise<void> => {
      await api.POST('/auth/logout');
      session.set(undefined);
    },

    /** Every item of a list, page by page as they are asked for. */
    pages: async function* <Path extends ListPath>(
      path: Path,
      parameters?: ParametersOf<Path>,
    ): AsyncGenerator<ItemOf<Path>, void> {
      const params = (parameters ?? {}) as { query?: object };
      const get = api.GET as unknown as (
        path: string,
        init: object,
      ) => Promise<{ data?: Page<ItemOf<Path>> }>;
      let cursor: string | null | undefined;
      do {
        const query = { ...params.query, ...(cursor && { cursor }) };
        const page: Page<ItemOf<Path>> = await bodyOf(get(path, { params: { ...params, query } }));
        yield* page.items;
        cursor = page.nextCursor;
      } while (cursor !== null);
    },

    /** With a key of its own, so that a lost answer never orders twice. */
    placeOrder: (order: PlaceOrder, key = idempotencyKey()): Promise<Order> =>
      bodyOf(api.POST('/orders', { params: { header: key }, body: order })),

    /** Every state of the order as it comes to be, until it is settled for good or the signal is aborted. */
    followOrder: (id: string, signal?: AbortSignal): AsyncGenerator<OrderUpdate, void> =>
      followOrder({
        connect: async (version) =>
          call(
            new Request(`${baseUrl}/orders/${encodeURIComponent(checkSegment(id))}/events`, {
              ...(signal && { signal }),
              headers: {
                accept: 'text/event-stream',
                ...(version !== undefined && { 'last-event-id': String(version) }),
              },
            }),
          ),
        read: () => readOrder(id, 0, signal),
        pause: (ms) => sleep(ms, signal ?? new AbortController().signal),
      }),

    /** The order once stock and payment are settled; rejects with the reason of the signal when that is aborted. */
    waitForOrder: async (id: string, signal?: AbortSignal): Promise<Order> => {
      for (;;) {
        const order = await readOrder(id, 20, signal);
        if (!order.status.startsWith('pending_')) return order;
      }
    },
  };
};

export type Client = ReturnType<typeof createClient>;
