// A question to another service over HTTP, with the token of this one; slow and failing answers end in an error, and many of them in a breaker.

import { createPolicy } from '../calls/resilience.ts';
import { tracedFetch } from '../calls/traced-fetch.ts';
import { AppError } from '../kernel/errors.ts';
import { policyMetrics } from '../telemetry/embedded-metrics.ts';
import type { Log } from '../telemetry/log.ts';
import type { WithToken } from '../tokens/client-token.ts';

export type Fetch = (
  url: string,
  init: { signal: AbortSignal; headers: Readonly<Record<string, string>> },
) => Promise<Response>;

export interface ServiceCallOptions {
  readonly withToken: WithToken;
  readonly log: Log;
  readonly fetch?: Fetch;
}

/** The items of the answer to a GET; throws where there are none. */
export type AskForItems = <Item>(url: string) => Promise<Item[]>;

/** `name` is that of the breaker, `service` that of who is asked. */
export const createServiceCall = (
  { name, service }: { readonly name: string; readonly service: string },
  { withToken, log, fetch = tracedFetch(`GET ${service}`, { isOurs: true }) }: ServiceCallOptions,
): AskForItems => {
  const policy = createPolicy({ timeoutMs: 2_000, retries: 2, ...policyMetrics(log, name) });

  const ask = async <Item>(url: string, token: string, signal: AbortSignal): Promise<Item[]> => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(url, { signal, headers });
    if (response.status === 401) throw new AppError('unauthenticated');
    // A refusal is about this question: it must not open the breaker for all others.
    if (response.status < 500 && !response.ok) {
      const detail = `${service} answered ${response.status}`;
      throw new AppError('validation-failed', { detail, cause: new Error(detail) });
    }
    if (!response.ok) throw new Error(`${service} answered ${response.status}`);
    const { items } = (await response.json()) as { items?: Item[] };
    if (!Array.isArray(items)) throw new Error(`${service} answered without items`);
    return items;
  };

  // Without a token nobody is asked, and the breaker does not count that.
  return (url) => withToken((token) => policy.execute(({ signal }) => ask(url, token, signal)));
};
