// Calls: of the public API as the one who is logged in, and of the embedded cloud's own routes.
import { createClient } from '../../../clients/typescript/client.ts';
import { isProblem } from '../../../clients/typescript/problem.ts';
import { CallFailed } from './call-failed.ts';
import { once } from './once.ts';
import { currentSession } from './session.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Refusal {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly error?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const refusedAs = (said: Refusal, status: number): CallFailed => {
  const fields = (said.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  const main = said.detail ?? said.title ?? said.error ?? said.message ?? `refused: ${status}`;
  return new CallFailed(status, said.code ?? String(status), [main, ...fields].join(' · '));
};

const read = async <T>(response: Response): Promise<T> => {
  if (!response.ok) {
    const said = (await response.json().catch(() => ({}))) as Refusal;
    throw refusedAs(said, response.status);
  }
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
};

const json = { 'content-type': 'application/json' };

/** With the token of all tabs; one that the API knows no longer is changed once. */
const asStaff = async (request: Request): Promise<Response> => {
  const send = async () => {
    const copy = request.clone();
    copy.headers.set('authorization', `Bearer ${await currentSession().accessToken()}`);
    return fetch(copy);
  };
  const response = await send();
  if (response.status !== 401) return response;
  currentSession().forgetToken();
  return send();
};

/** The SDK types each path; here they are put together from what is on the page. */
type Ask = (method: string, path: string, init: object) => Promise<{ readonly data?: unknown }>;

const { api } = createClient({ baseUrl: `${location.origin}/v1`, fetch: asStaff, attempts: 1 });
const ask = api.request as unknown as Ask;

export const callApi = async <T>(
  method: Method,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> => {
  const init = {
    headers,
    ...(body !== undefined && { body }),
    // Lines are no JSON text.
    ...(typeof body === 'string' && { bodySerializer: (text: string) => text }),
  };
  try {
    return (await ask(method.toLowerCase(), path, init)).data as T;
  } catch (error) {
    throw isProblem(error) ? refusedAs(error.problem, error.status) : error;
  }
};

/** What happens once however often it is asked; each click that was answered has a key of its own. */
export const change = <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  once(JSON.stringify([method, path, body]), (key) =>
    callApi<T>(method, path, { body, headers: { 'idempotency-key': key } }),
  );

/** `/_tandem/…` of the embedded cloud. */
export const callLocal = async <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  read<T>(
    await fetch(`/_tandem/${path}`, {
      method,
      ...(method !== 'GET' && { headers: json }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
