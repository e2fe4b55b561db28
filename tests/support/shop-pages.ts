// The storefront for tests: the whole of it, with an API behind it that answers what it is told to.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createShop } from '../../functions/storefront/shop.ts';
import { quietLog } from './http.ts';

export interface ApiAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** By `METHOD /path`, without the version and the query. */
export type ApiAnswers = Readonly<Record<string, ApiAnswer>>;

export interface Asked {
  /** `METHOD /path?query`. */
  readonly what: string;
  readonly body?: unknown;
  readonly headers: IncomingMessage['headers'];
}

export interface Visiting {
  readonly form?: Readonly<Record<string, string>> | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly event?: Partial<APIGatewayProxyEvent>;
  readonly answers?: ApiAnswers;
}

export const refusedWith = (status: number, code: string, more: object = {}): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: 'about:blank', title: `title of ${code}`, status, code, retryable: false, ...more },
});

export const customer = { shop_access: 'token-of-ada' };

const eventOf = (
  method: string,
  url: string,
  { form, headers, cookies = {}, event }: Visiting,
): APIGatewayProxyEvent => {
  const { pathname, searchParams } = new URL(url, 'http://shop.test');
  const jar = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  const sent = {
    host: 'shop.test',
    'X-Request-Id': 'request-00000001',
    ...(jar.length > 0 && { Cookie: jar.join('; ') }),
    ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(method === 'POST' && { 'sec-fetch-site': 'same-origin' }),
    ...headers,
  };
  return {
    httpMethod: method,
    path: pathname,
    queryStringParameters: Object.fromEntries(searchParams),
    headers: sent,
    body: form === undefined ? null : String(new URLSearchParams(form)),
    isBase64Encoded: false,
    ...event,
  } as unknown as APIGatewayProxyEvent;
};

export const openShop = async ({ tabsPauseMs = 0 } = {}) => {
  let answers: ApiAnswers = {};
  let asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method, url = '', headers } = request;
    const what = `${method} ${url.replace(/^\/v1/, '')}`;
    const sent = await text(request);
    asked.push({ what, headers, ...(sent !== '' && { body: JSON.parse(sent) }) });
    const unknown = refusedWith(404, 'not-found');
    const answer = answers[what.split('?')[0] ?? ''] ?? unknown;
    const { status = answer.body === undefined ? 204 : 200, body } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...answer.headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const shop = createShop({
    apiUrl: `http://127.0.0.1:${port}/v1`,
    log: quietLog,
    tabsPauseMs,
  });

  const visit = async (method: string, url: string, visiting: Visiting = {}) => {
    ({ answers = {} } = visiting);
    asked = [];
    const result = await shop(eventOf(method, url, visiting));
    const { statusCode: status, headers = {}, body, multiValueHeaders = {} } = result;
    return {
      status,
      headers,
      location: headers.location,
      body,
      main: /<main id="main">(.*)<\/main>/s.exec(body)?.[1] ?? '',
      cookies: multiValueHeaders['set-cookie'] ?? [],
      asked: asked.map(({ what }) => what),
      sent: asked.filter(({ body: json }) => json !== undefined).map(({ body: json }) => json),
      calls: asked,
    };
  };

  return {
    get: (url: string, visiting?: Visiting) => visit('GET', url, visiting),
    post: (url: string, form: Visiting['form'], visiting?: Visiting) =>
      visit('POST', url, { ...visiting, form }),
    visit,
    stop: () => server.close(),
  };
};

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The fields of the forms: `name=value`, with a mark where one is ticked or cannot be used. */
export const inputsIn = (main: string): string[] =>
  [...main.matchAll(/<(?:input|button)\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const [, name] = / name="([^"]*)"/.exec(attributes) ?? [];
    const [, value = ''] = / value="([^"]*)"/.exec(attributes) ?? [];
    const marks = ['checked', 'disabled', 'required'].filter((mark) =>
      new RegExp(` ${mark}(?= |$)`).test(attributes),
    );
    return name === undefined ? [] : [[`${name}=${value}`, ...marks].join(' ')];
  });

/** What is read, without the marks. */
export const readIn = (main: string): string =>
  main
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
