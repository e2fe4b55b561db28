// Calls the `/_tandem` routes of a running copy.

import type { Running } from './running.ts';

export async function ask<T>(running: Running, path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`${awsUrl(running)}/_tandem/${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as T & { error?: string; known?: string[] };
  if (response.ok) return answer;
  const known = answer.known ? `\n  known: ${answer.known.join('\n         ')}` : '';
  throw new Error(`${answer.error ?? response.status}${known}`);
}

export function awsUrl(running: Running): string {
  return `http://127.0.0.1:${running.ports.aws}`;
}

export function apiUrl(running: Running): string {
  return `http://localhost:${running.ports.api}/v1`;
}
