// The public API as one document calls it: with the caller's own token, within the time that the document has.
import { isTaskCancelledError } from 'cockatiel';
import type { Method } from '../../../events/http/route.ts';
import { wasNeverMade } from '../../../platform/calls/resilience.ts';
import { tracedFetch } from '../../../platform/calls/traced-fetch.ts';
import { type Problem, problemError, problemOf } from '../refusal.ts';
import type { Dependencies, Patience, ServiceName } from './dependencies.ts';

export interface ApiCall {
  readonly service: ServiceName;
  /** @default 'GET' */
  readonly method?: Method;
  /** Below the version, e.g. `/products`. */
  readonly path: string;
  /** What is undefined or null is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 'page' */
  readonly patience?: Patience;
}

export interface ApiAnswer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

export interface PublicApi {
  /** Throws a GraphQLError with the code of the problem. */
  ask<Body>(call: ApiCall): Promise<ApiAnswer<Body>>;
  /** How many questions have been sent. */
  readonly calls: () => number;
}

export interface PublicApiOptions {
  readonly url: string;
  readonly dependencies: Dependencies;
  /** Sent with each call: request id, token, cart. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the time of the document is over. */
  readonly deadline: AbortSignal;
  readonly send?: Send;
}

export type Send = (
  url: string,
  init: {
    readonly method: string;
    readonly redirect: 'error';
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
) => Promise<Response>;

/** The API was asked and failed: it counts for the breaker. */
class Failed extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'Failed';
    this.problem = problem;
  }
}

/** An id in a path: whatever was typed stays one segment. */
export const segment = (text: string): string => encodeURIComponent(text);

const targetOf = ({ path, query = {} }: ApiCall): string => {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
};

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Whole, while the call may still be given up. */
const receive = async (response: Response): Promise<Received> => {
  const { status, headers } = response;
  return { status, headers, text: await response.text() };
};

/** What is no problem document comes from something in between. */
const problemIn = ({ status, headers, text }: Received): Problem => {
  const isJson = headers.get('content-type')?.includes('json') === true;
  const otherwise = problemOf(status >= 500 ? 'overloaded' : 'malformed-request');
  return { ...otherwise, ...(isJson ? (JSON.parse(text) as Partial<Problem>) : {}), status };
};

const failureOf = (error: unknown): Problem => {
  if (error instanceof Failed) return error.problem;
  if (wasNeverMade(error)) return problemOf('overloaded', 'This part is not answering right now.');
  const isLate = isTaskCancelledError(error) || (error as Error).name === 'AbortError';
  return problemOf(isLate ? 'gateway-timeout' : 'overloaded');
};

export const createPublicApi = ({
  url,
  dependencies,
  headers,
  deadline,
  send,
}: PublicApiOptions): PublicApi => {
  let calls = 0;

  const attempt = async (call: ApiCall, signal: AbortSignal): Promise<Received> => {
    const { service, method = 'GET', body } = call;
    const sendNow = send ?? (tracedFetch(`${method} ${service}`, { isOurs: true }) as Send);
    const sent = sendNow(`${url}${targetOf(call)}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.any([signal, deadline]),
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const received = await receive(await sent);
    if (received.status >= 500) throw new Failed(problemIn(received));
    return received;
  };

  return {
    calls: () => calls,
    ask: async <Body>(call: ApiCall) => {
      if (deadline.aborted) throw problemError(problemOf('gateway-timeout'));
      calls += 1;
      const policy = dependencies[call.service][call.patience ?? 'page'];
      const received = await policy
        .execute(({ signal }) => attempt(call, signal))
        .catch((error: unknown) => {
          throw problemError(failureOf(error));
        });
      // A refusal is an answer: it opens no breaker.
      if (received.status >= 400) throw problemError(problemIn(received));
      const { headers: given, text } = received;
      return { body: (text === '' ? undefined : JSON.parse(text)) as Body, headers: given };
    },
  };
};
