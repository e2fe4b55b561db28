// The web BFF in this process, over an API that answers as a test says.

import { webPolicies } from '../../functions/bff-web/api.ts';
import type { PersistedOptions } from '../../functions/bff-web/documents.ts';
import { graphqlEndpoints } from '../../functions/bff-web/http.ts';
import { createBffSchema } from '../../functions/bff-web/schema.ts';
import { createGraphqlServer } from '../../functions/bff-web/server.ts';
import type { SendToApi } from '../../platform/calls/public-api.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { quietLog as log, rawRequest, type TestRequest } from './http.ts';

export interface SentCall {
  readonly target: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly status: number;
    readonly requestId: string;
    readonly pointer?: string;
  };
}

export interface Answered<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly data?: Data | null;
    readonly errors?: readonly GraphqlError[];
    /** Of a problem. */
    readonly code?: string;
  };
}

/** As all stages have them. */
export const limits = { depth: 10, aliases: 15, cost: 1000, tokens: 1000 };

type Sent = Readonly<Record<string, string>>;

export interface BffOptions {
  /** Throws what fetch throws. */
  readonly respond?: (call: SentCall, signal: AbortSignal) => Response | Promise<Response>;
  readonly introspection?: boolean;
  readonly persisted?: PersistedOptions;
}

export const json = (body: unknown, init: ResponseInit = {}): Response => Response.json(body, init);

export const problem = (status: number, code: string, more: object = {}): Response =>
  new Response(JSON.stringify({ status, code, title: code, detail: `It is ${code}.`, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

export const createBff = ({
  respond = () => problem(404, 'not-found'),
  introspection = false,
  persisted = { documents: {}, only: false },
}: BffOptions = {}) => {
  const calls: SentCall[] = [];
  const send: SendToApi = async (url, { method, headers, body, signal }) => {
    const call = {
      target: url.replace('http://api/v1', ''),
      method,
      headers,
      body: body === undefined ? undefined : JSON.parse(body),
    };
    calls.push(call);
    return respond(call, signal);
  };
  const [byPost, byGet] = graphqlEndpoints({
    api: { url: 'http://api/v1', policies: webPolicies(log), send },
    server: createGraphqlServer({
      schema: createBffSchema(),
      limits: { ...limits, introspection },
      persisted,
    }),
  });
  const services = {
    log,
    clock: systemClock,
    verify: async (token: string) => {
      if (token !== 'good') throw new AppError('unauthenticated');
      return { kind: 'user', subject: 'usr_1', roles: ['customer'] } as never;
    },
  };

  const answerTo = async <Data>(
    endpoint: Endpoint | undefined,
    request: TestRequest,
  ): Promise<Answered<Data>> => {
    if (endpoint === undefined) throw new Error('there is no such endpoint');
    const {
      status,
      headers = {},
      body,
    } = await endpoint.answer(rawRequest(endpoint, request), services);
    return { status, headers, body: body === '' ? {} : JSON.parse(body) };
  };

  /** Text and bytes are sent as they are. */
  const post = <Data = Record<string, unknown>>(body: unknown, headers: Sent = {}) =>
    answerTo<Data>(byPost, { body, headers });

  const get = <Data = Record<string, unknown>>(query: Sent, headers: Sent = {}) =>
    answerTo<Data>(byGet, { query: new URLSearchParams(query).toString(), headers });

  return { calls, post, get };
};

/** The code of what refuses a whole request, whoever refuses it. */
export const refusalOf = ({ body }: Answered): string | undefined =>
  body.code ?? (body.data === undefined ? body.errors?.[0]?.extensions.code : undefined);

const product = (id: string) => ({
  id,
  name: `Mug ${id}`,
  description: 'Holds a third of a litre.',
  category: 'drinkware',
  images: [],
  attributes: { material: 'stoneware' },
  status: 'active',
  version: 1,
  variants: [
    {
      sku: `SKU-${id}`,
      name: 'Blue',
      options: { colour: 'blue' },
      price: { amount: 3_000_000_000, currency: 'EUR' },
      available: 3,
    },
  ],
});

const categories = [
  { id: 'kitchen', name: 'Kitchen', parent: null, products: 4 },
  { id: 'drinkware', name: 'Drinkware', parent: 'kitchen', products: 4 },
];

const order = (id: string) => ({ id, status: 'pending_stock', reason: null, version: 1 });

/** Answers as the API does, of a few mugs and orders. */
export const smallShop = ({ target }: SentCall): Response => {
  if (target.startsWith('/categories')) return json({ items: categories, nextCursor: null });
  if (target.startsWith('/products/'))
    return json(product(/^.products.(\w+)/.exec(target)?.[1] ?? ''));
  if (target.startsWith('/products')) {
    return json({ items: ['a', 'b', 'c'].map(product), nextCursor: null });
  }
  if (target.startsWith('/orders?')) {
    return json({ items: ['o1', 'o2'].map(order), nextCursor: 'next' });
  }
  if (target.endsWith('/events')) {
    return json({ items: [{ version: 1, type: 'OrderPlaced', time: '2026-01-31T12:00:00.000Z' }] });
  }
  if (target.startsWith('/cart')) {
    return json({ lines: [], subtotal: null }, { headers: { 'x-cart-token': 'a-new-one' } });
  }
  if (target.startsWith('/users/me')) {
    return json({ id: 'usr_1', name: 'Ada' }, { headers: { etag: '"3"' } });
  }
  if (target.endsWith('/returns')) {
    return json({ returnId: 'r1', order: order('o1') }, { status: 202 });
  }
  return target.startsWith('/orders') ? json(order('o1')) : problem(404, 'not-found');
};
