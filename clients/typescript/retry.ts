// Sends a request again where that cannot do a thing twice, and not before the API wants it.

export interface RetryOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Tries in all. */
  readonly attempts: number;
  /** Longest wait before a try that is still worth it (ms). */
  readonly longestWaitMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** Nothing was done. */
const refusedUndone: ReadonlySet<number> = new Set([429, 503]);
/** It may have been done. */
const unknownWhether: ReadonlySet<number> = new Set([502, 504]);

const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** By RFC 9110, section 9.2.2, or by its key. */
const isRepeatable = ({ method, headers }: Request): boolean =>
  repeatable.has(method) || headers.has('idempotency-key');

const isInProgress = ({ status, headers }: Response): boolean =>
  status === 409 && headers.has('retry-after');

const isWorthAnother = (request: Request, response: Response): boolean =>
  refusedUndone.has(response.status) ||
  isInProgress(response) ||
  (unknownWhether.has(response.status) && isRepeatable(request));

export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

export const retrying = (options: RetryOptions) => {
  /** Full jitter from 200 ms on, at least what the answer asks for. */
  const waitBefore = (attempt: number, response: Response | undefined): number => {
    const asked = 1000 * Number(response?.headers.get('retry-after') ?? 0);
    return Math.max(asked || 0, options.random() * 200 * 2 ** attempt);
  };

  const attempt = async (request: Request, count: number): Promise<Response> => {
    const isLast = count + 1 >= options.attempts;
    let response: Response | undefined;
    try {
      response = await options.fetch(request.clone());
      if (isLast || !isWorthAnother(request, response)) return response;
    } catch (error) {
      if (isLast || request.signal.aborted || !isRepeatable(request)) throw error;
    }
    const waitMs = waitBefore(count, response);
    if (response !== undefined && waitMs > options.longestWaitMs) return response;
    await response?.body?.cancel();
    await options.sleep(waitMs, request.signal);
    return attempt(request, count + 1);
  };

  return (request: Request): Promise<Response> => attempt(request, 0);
};
