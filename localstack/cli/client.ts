// Calls the `/_tandem` routes of a running copy.

import { UsageError } from '../../platform/cli/flags.ts';
import type { Running } from './running.ts';

/** Throws UsageError with what the copy says, or that it says nothing. */
export async function ask<T>(running: Running, path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`${awsUrl(running)}/_tandem/${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => {
    throw new UsageError(silence(running));
  });
  const answer = (await response.json()) as T & { error?: string; known?: string[] };
  if (response.ok) return answer;
  const known = answer.known ? `\n  known: ${answer.known.join('\n         ')}` : '';
  throw new UsageError(`${answer.error ?? response.status}${known}`);
}

const silence = ({ ready, pid, ports }: Running): string =>
  ready
    ? `nothing answers on port ${ports.aws} (process ${pid})`
    : `the copy on port ${ports.api} is starting (process ${pid})`;

export function awsUrl(running: Running): string {
  return `http://127.0.0.1:${running.ports.aws}`;
}

export function apiUrl(running: Running): string {
  return `http://localhost:${running.ports.api}/v1`;
}
