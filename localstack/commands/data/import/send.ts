// Lines of an import to the API of a running copy, by an administrator.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProductImport } from '../../../../events/http/products/imports.ts';
import { UsageError } from '../../../../platform/cli/flags.ts';
import type { ImportLine } from './mapping.ts';

async function answer<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const body = (await response.json()) as T & { title?: string; detail?: string };
  if (response.ok) return body;
  throw new UsageError(`the API answers ${response.status}: ${body.detail ?? body.title}`);
}

export async function login(api: string, account: object): Promise<string> {
  const { accessToken } = await answer<{ accessToken: string }>(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return accessToken;
}

/** Waits until it is worked through. */
export async function send(
  api: string,
  token: string,
  lines: readonly ImportLine[],
): Promise<ProductImport> {
  const authorization = `Bearer ${token}`;
  let report = await answer<ProductImport>(`${api}/products/import?existing=update`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-ndjson' },
    body: lines.map(({ product }) => JSON.stringify(product)).join('\n'),
  });
  while (report.status === 'running') {
    await sleep(300);
    report = await answer(`${api}/products/imports/${report.id}`, { headers: { authorization } });
  }
  return report;
}
