// Calls: of the public API as the one who is logged in, and of the embedded cloud's own routes.
import { accessToken, forgetToken } from './session.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class CallFailed extends Error {
  readonly status: number;
  /** Of the problem, or the status. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'CallFailed';
    this.status = status;
    this.code = code;
  }
}

interface Refusal {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly error?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const failed = async (response: Response): Promise<CallFailed> => {
  const said = (await response.json().catch(() => ({}))) as Refusal;
  const fields = (said.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  const main = said.detail ?? said.title ?? said.error ?? said.message ?? response.statusText;
  return new CallFailed(
    response.status,
    said.code ?? String(response.status),
    [main, ...fields].join(' · '),
  );
};

const read = async <T>(response: Response): Promise<T> => {
  if (!response.ok) throw await failed(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
};

const json = { 'content-type': 'application/json' };

export const callApi = async <T>(
  method: Method,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> => {
  const send = async () =>
    fetch(`/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await accessToken()}`,
        ...(body !== undefined && json),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const response = await send();
  if (response.status !== 401) return read<T>(response);
  forgetToken();
  return read<T>(await send());
};

/** What happens once however often it is asked; each click has a key of its own. */
export const change = <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  callApi<T>(method, path, { body, headers: { 'idempotency-key': crypto.randomUUID() } });

/** `/_tandem/…` of the embedded cloud. */
export const callLocal = async <T>(method: Method, path: string, body?: unknown): Promise<T> =>
  read<T>(
    await fetch(`/_tandem/${path}`, {
      method,
      ...(method !== 'GET' && { headers: json }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
