// Calls of the public API by whoever fills the shop: what a busy machine refuses is sent again.
import { setTimeout as sleep } from 'node:timers/promises';

export type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** The step that calls has an end of its own: seed.ts. */
const mostTries = 30;

async function patiently(send: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await send();
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    if (response.status !== 503 || Number.isNaN(seconds) || tries === mostTries) return response;
    await response.body?.cancel();
    await sleep(1_000 * seconds);
  }
}

export function caller(apiUrl: string, token?: string): Call {
  return async (method, path, body) => {
    const response = await patiently(() =>
      fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
