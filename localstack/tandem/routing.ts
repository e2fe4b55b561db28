// How `/_tandem/*` is asked: JSON in, JSON out, and a list of what there is for whoever asks for something else.

import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Call {
  /** What the path names, decoded. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The body as it came. */
  readonly text: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** `answered` where the route has written the response itself. */
export type Route = readonly [
  method: 'GET' | 'POST' | 'DELETE',
  path: RegExp,
  answer: (call: Call) => unknown,
];

export const answered = Symbol('answered');

export type TandemRoutes = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export class RouteError extends Error {
  readonly status: number;
  readonly known: readonly string[] | undefined;

  constructor(status: number, message: string, known?: readonly string[]) {
    super(message);
    this.status = status;
    this.known = known;
  }
}

export function tandemRoutes(routes: readonly Route[]): TandemRoutes {
  return async function answer(request, response) {
    try {
      const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
      const [[, , handle], name] = find(routes, request.method ?? 'GET', pathname);
      if (request.method === 'POST') wantJson(request);
      const text = await readText(request);
      const body = parsed(text);
      const value = await handle({ name, query, body, text, request, response });
      if (value !== answered) send(response, 200, value);
    } catch (error) {
      const { status, known } = error instanceof RouteError ? error : { status: 500 };
      send(response, status ?? 500, { error: (error as Error).message, ...(known && { known }) });
    }
  };
}

function find(routes: readonly Route[], method: string, path: string): [Route, string] {
  const here = routes.filter(([, pattern]) => pattern.test(path));
  const route = here.find(([wanted]) => wanted === method);
  if (here.length === 0) {
    const known = routes.map(([verb, { source }]) => `${verb} ${readable(source)}`);
    throw new RouteError(404, `there is no ${path}`, known);
  }
  if (!route) throw new RouteError(405, `${path} takes ${here.map(([verb]) => verb).join(', ')}`);
  return [route, decoded(route[1].exec(path)?.[1] ?? '')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RouteError(400, 'the path is not percent-encoded UTF-8');
  }
}

function readable(source: string): string {
  return source
    .replace(/\\\//g, '/')
    .replace(/\([^)]*\)/g, '{name}')
    .replace(/[\^$]/g, '');
}

/** What no form can send, so that a browser asks first whether a page may. */
function wantJson({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  throw new RouteError(415, 'send it with content-type: application/json, also without a body');
}

const maxBodyBytes = 1024 * 1024;

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new RouteError(413, `at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new RouteError(400, 'the body is not JSON');
  }
}

/** Sets and bytes, which JSON does not know, as lists and base64. */
const plain = (_name: string, value: unknown): unknown => {
  if (value instanceof Set) return [...value];
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
};

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value ?? {}, plain, 2));
}

/** A whole number from 1 to the most. */
export function countIn(
  query: URLSearchParams,
  name: string,
  { fallback, most }: { readonly fallback: number; readonly most: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= 1 && count <= most) return count;
  throw new RouteError(400, `${name} must be a whole number from 1 to ${most}`);
}

/** One of the words, or undefined where it is not given. */
export function wordIn<Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  throw new RouteError(400, `${name} must be one of ${words.join(', ')}`);
}

/** The members of a body; none where there is no body. */
export function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>;
  }
  throw new RouteError(400, 'the body must be an object');
}

/** By its whole name, or by the end of it after a hyphen. */
export function named<T extends { readonly name: string }>(
  what: string,
  all: readonly T[],
  name: string,
): T {
  const found =
    all.find((one) => one.name === name) ?? all.find((one) => one.name.endsWith(`-${name}`));
  if (found) return found;
  throw new RouteError(
    404,
    `there is no ${what} ${name}`,
    all.map((one) => one.name),
  );
}
