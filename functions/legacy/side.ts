// One question to one of the two shops: only its own origin, no redirects, and no more time and bytes than it may take.
import { type IPolicy, isTaskCancelledError } from 'cockatiel';
import { checkHeaders } from '../../platform/calls/header-values.ts';
import { wasNeverMade } from '../../platform/calls/resilience.ts';
import { tracedFetch } from '../../platform/calls/traced-fetch.ts';
import { AppError } from '../../platform/kernel/errors.ts';

export interface Question {
  readonly method: string;
  /** Below the base, each segment percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty where there is none. */
  readonly body: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Throws `gateway-timeout`, or what the side answers when it cannot. */
export type Ask = (question: Question) => Promise<Answer>;

export interface SideOptions {
  /** Of the span. */
  readonly name: string;
  readonly isOurs: boolean;
  /** URL without a slash at its end. */
  readonly base: string;
  readonly policy: IPolicy;
  /** Headers that every question to it has. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
  readonly fetch?: typeof fetch;
}

/** A function answers with 6 MB at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBytes = 4 * 1024 * 1024;

/** Nobody is there, or too late. Any other error, as an answer that is too large, is of this question alone: whoever asks it over and over closes the shop to nobody else. */
const isDown: ReadonlySet<number> = new Set([502, 503, 504]);

/** Undefined where there is more than anybody would get. */
const bodyOf = async (response: Response): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const withinBase = (base: string, { path, query }: Question): string => {
  const text = query.toString();
  const url = new URL(`${base}${path}${text === '' ? '' : `?${text}`}`);
  const { origin, pathname } = new URL(base);
  const root = pathname.endsWith('/') ? pathname : `${pathname}/`;
  if (url.origin === origin && url.pathname.startsWith(root)) return url.href;
  throw new AppError('not-found');
};

const given = (headers: Question['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

export const createSide = ({
  name,
  isOurs,
  base,
  policy,
  headers = async () => ({}),
  fetch: send,
}: SideOptions): Ask => {
  const refusalOf = (error: unknown): AppError => {
    if (error instanceof AppError) return error;
    if (isTaskCancelledError(error)) return new AppError('gateway-timeout', { cause: error });
    const retryAfter = wasNeverMade(error) ? 5 : 1;
    return new AppError(isOurs ? 'overloaded' : 'legacy-failed', { retryAfter, cause: error });
  };

  return async (question) => {
    const url = withinBase(base, question);
    const asked = { ...given(question.headers), ...(await headers()) };
    checkHeaders(asked);
    const { method, body: sent } = question;
    try {
      const { body, ...answer } = await policy.execute(async ({ signal }) => {
        const response = await (send ?? tracedFetch(`${method} ${name}`, { isOurs }))(url, {
          method,
          redirect: 'manual',
          signal,
          headers: asked,
          ...(sent.byteLength > 0 && method !== 'GET' ? { body: Buffer.from(sent) } : {}),
        });
        const { status, headers } = response;
        if (!isOurs && isDown.has(status)) throw new Error(`the legacy shop answers ${status}`);
        return { status, headers, body: await bodyOf(response) };
      });
      if (body === undefined) throw new Error('the answer is too large');
      if (!isOurs && answer.status >= 500)
        throw new Error(`the legacy shop answers ${answer.status}`);
      return { ...answer, body };
    } catch (error) {
      throw refusalOf(error);
    }
  };
};
