// The public API as a function calls it for one request: with the caller's own token, within the time there is, each service behind its breaker.
import { type IPolicy, isTaskCancelledError } from 'cockatiel';
import { type ErrorCode, problems } from '../../events/problems.ts';
import { AppError, type InputError, isAppError } from '../kernel/errors.ts';
import { policyMetrics } from '../telemetry/embedded-metrics.ts';
import type { Log } from '../telemetry/log.ts';
import { checkHeaders } from './header-values.ts';
import { createBreaker, createPolicy, wasNeverMade } from './resilience.ts';
import { tracedFetch } from './traced-fetch.ts';

export interface Patience {
  readonly timeoutMs: number;
  readonly retries?: number;
}

/** By service and by how long it is waited for. */
export type ApiPolicies<Service extends string, Kind extends string> = Readonly<
  Record<Service, Readonly<Record<Kind, IPolicy>>>
>;

/** One breaker a service, which its policies share; made once for a process. */
export const createApiPolicies = <Service extends string, Kind extends string>(
  services: readonly Service[],
  patience: Readonly<Record<Kind, Patience>>,
  log: Pick<Log, 'warn'>,
): ApiPolicies<Service, Kind> => {
  const kinds = Object.entries(patience) as [Kind, Patience][];
  const policiesOf = (service: Service) => {
    const metrics = policyMetrics(log, service);
    const breaker = createBreaker(metrics);
    const made = kinds.map(([kind, options]) => [
      kind,
      createPolicy({ ...metrics, ...options, breaker }),
    ]);
    return Object.fromEntries(made) as Record<Kind, IPolicy>;
  };
  const all = services.map((service) => [service, policiesOf(service)]);
  return Object.fromEntries(all) as ApiPolicies<Service, Kind>;
};

export interface ApiQuestion<Service extends string, Kind extends string> {
  readonly service: Service;
  readonly patience: Kind;
  /** @default 'GET' */
  readonly method?: string;
  /** Below the version, e.g. `/products`. */
  readonly path: string;
  /** What is undefined or null is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer<Body> {
  /** undefined where the answer has none. */
  readonly body: Body;
  readonly headers: Headers;
}

/** Throws AppError with the code of the refusal; `overloaded` or `gateway-timeout` where there is no answer. */
export type AskApi<Service extends string, Kind extends string> = <Body>(
  question: ApiQuestion<Service, Kind>,
) => Promise<ApiAnswer<Body>>;

export type SendToApi = (
  url: string,
  init: {
    readonly method: string;
    readonly redirect: 'error';
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
) => Promise<Response>;

export interface PublicApiOptions<Service extends string, Kind extends string> {
  readonly url: string;
  readonly policies: ApiPolicies<Service, Kind>;
  /** Of the caller, sent with each question. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the time of the request is over. */
  readonly deadline: AbortSignal;
  /** @default fetch, as a span */
  readonly send?: SendToApi;
}

/** An id in a path: whatever was sent stays one segment. Nothing and dots lead to another path (https://url.spec.whatwg.org/#path-state), and name nothing. */
export const segment = (text: string): string => {
  if (/^\.{0,2}$/.test(text)) throw new AppError('not-found');
  return encodeURIComponent(text);
};

type Question = ApiQuestion<string, string>;

const targetOf = ({ path, query = {} }: Question): string => {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
};

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly InputError[];
}

const isCode = (code = ''): code is ErrorCode => Object.hasOwn(problems, code);

/** What is no problem document comes from something in between. */
const refusalOf = async (response: Response): Promise<AppError> => {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = headers.get('content-type')?.includes('json') === true;
  const { code, detail, errors } = isJson ? (JSON.parse(text) as Problem) : {};
  const retryAfter = Number(headers.get('retry-after') ?? (status >= 500 ? 1 : 0));
  const options = { detail, errors, ...(retryAfter > 0 && { retryAfter }) };
  if (isCode(code)) return new AppError(code, options);
  return new AppError(status >= 500 ? 'overloaded' : 'malformed-request', options);
};

const failureOf = (error: unknown): AppError => {
  if (isAppError(error)) return error;
  const retry = { retryAfter: 1, cause: error };
  if (wasNeverMade(error)) {
    return new AppError('overloaded', {
      ...retry,
      detail: 'This part is not answering right now.',
    });
  }
  const isLate =
    isTaskCancelledError(error) || /^(Abort|Timeout)Error$/.test((error as Error).name);
  return new AppError(isLate ? 'gateway-timeout' : 'overloaded', retry);
};

export const createPublicApi = <Service extends string, Kind extends string>({
  url,
  policies,
  headers,
  deadline,
  send,
}: PublicApiOptions<Service, Kind>): AskApi<Service, Kind> => {
  const attempt = async <Body>(
    question: Question,
    signal: AbortSignal,
  ): Promise<ApiAnswer<Body>> => {
    const { service, method = 'GET', body } = question;
    const sendNow: SendToApi = send ?? tracedFetch(`${method} ${service}`, { isOurs: true });
    const response = await sendNow(`${url}${targetOf(question)}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.any([signal, deadline]),
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...question.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusalOf(response);
    const text = await response.text();
    return { body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  };

  return async <Body>(question: ApiQuestion<Service, Kind>) => {
    if (deadline.aborted) throw new AppError('gateway-timeout', { retryAfter: 1 });
    checkHeaders({ ...headers, ...question.headers });
    const policy = policies[question.service][question.patience];
    try {
      return await policy.execute(({ signal }) => attempt<Body>(question, signal));
    } catch (error) {
      throw failureOf(error);
    }
  };
};
