// One request of a visitor, and what a page answers.
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Log } from '../../platform/telemetry/log.ts';
import type { Html } from './html.ts';
import type { ShopApi, Trouble } from './shop-api.ts';
import type { Words } from './text.ts';

export interface Incoming {
  readonly method: string;
  /** Without the stage, percent-decoded segment by segment. */
  readonly segments: readonly string[];
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  header(name: string): string | undefined;
  readonly requestId: string;
}

export interface Visit extends Incoming {
  readonly params: Readonly<Record<string, string>>;
  readonly words: Words;
  readonly api: ShopApi;
  /** The API for whoever this token is of; as nobody without one. */
  readonly apiAs: (accessToken: string | undefined) => ShopApi;
  readonly isLoggedIn: boolean;
  /** Why it cannot be said who the visitor is. */
  readonly trouble?: Trouble | undefined;
  readonly accessToken: string | undefined;
  readonly log: Log;
}

export interface Cookie {
  readonly name: string;
  /** Empty removes it. */
  readonly value: string;
  readonly maxAge: number;
  /** @default all of the site */
  readonly path?: string;
  /** @default Lax, so that links from elsewhere find the visitor logged in */
  readonly sameSite?: 'Lax' | 'Strict';
}

export interface Page {
  /** @default 200 */
  readonly status?: number;
  readonly title: string;
  readonly main: Html;
  readonly cookies?: readonly Cookie[];
}

export interface Redirect {
  readonly to: string;
  readonly cookies?: readonly Cookie[];
}

/** Something else than a page: a style sheet, a picture, a piece of a page. */
export interface Raw {
  /** @default 200 */
  readonly status?: number;
  readonly contentType: string;
  readonly body: string;
  readonly cacheControl?: string;
  readonly cookies?: readonly Cookie[];
}

export type PageAnswer = Page | Redirect | Raw;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Made anew of its segments: no `//elsewhere`, and nothing that a browser reads as that. */
export const pathOf = (segments: readonly string[]): string =>
  `/${segments.map(encodeURIComponent).join('/')}`;

const cookiesOf = (header = ''): ReadonlyMap<string, string> =>
  new Map(
    header.split(';').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [] : [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())] as const];
    }),
  );

const formOf = (event: APIGatewayProxyEvent, contentType = ''): URLSearchParams => {
  if (!contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams();
  }
  const encoding = event.isBase64Encoded ? 'base64' : 'utf8';
  return new URLSearchParams(Buffer.from(event.body ?? '', encoding).toString('utf8'));
};

export const readIncoming = (event: APIGatewayProxyEvent): Incoming => {
  const headers = new Map(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const header = (name: string) => headers.get(name) ?? undefined;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(event.queryStringParameters ?? {})) {
    if (value !== undefined) query.set(name, value);
  }
  const given = header('x-request-id') ?? '';
  const path = event.path.replace(/^\/shop(?=\/|$)/, '');
  const segments = path.split('/').filter(Boolean).map(decode);
  return {
    method: event.httpMethod,
    path: pathOf(segments),
    segments,
    query,
    form: formOf(event, header('content-type')),
    cookies: cookiesOf(header('cookie')),
    header,
    requestId: /^[\w-]{8,64}$/.test(given)
      ? given
      : (event.requestContext?.requestId ?? randomUUID()),
  };
};

/** A field that is sent on as a header; one that no header takes is as good as empty, and refused as that. */
export const headerIn = (form: URLSearchParams, name: string): string | undefined => {
  const value = form.get(name);
  return value === null ? undefined : /^[ -~]*$/.test(value) ? value : '';
};

/**
 * Did one of our own pages send this? Browsers say so in Sec-Fetch-Site; older ones in Origin.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export const isOwnForm = ({ header }: Incoming): boolean => {
  const site = header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = header('origin');
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === header('host');
};

const cookieHeader = ({ name, value, maxAge, path = '/', sameSite = 'Lax' }: Cookie): string =>
  `${name}=${encodeURIComponent(value)}; Path=${path}; Max-Age=${value === '' ? 0 : maxAge}; HttpOnly; Secure; SameSite=${sameSite}`;

/** Nothing from elsewhere, no script in a page, and no frame around it: https://www.w3.org/TR/CSP3/ */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface Sent {
  readonly status: number;
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly location?: string;
  readonly cookies?: readonly Cookie[];
  readonly body: string;
  readonly requestId: string;
}

export const proxyResult = ({ cookies = [], ...sent }: Sent): APIGatewayProxyResult => ({
  statusCode: sent.status,
  headers: {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=63072000',
    'referrer-policy': 'same-origin',
    'cache-control': sent.cacheControl ?? 'no-store',
    'x-request-id': sent.requestId,
    ...(sent.contentType === undefined ? {} : { 'content-type': sent.contentType }),
    ...(sent.location === undefined ? {} : { location: sent.location }),
  },
  multiValueHeaders: cookies.length === 0 ? {} : { 'set-cookie': cookies.map(cookieHeader) },
  body: sent.body,
});
