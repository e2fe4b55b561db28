// Lists page by page: the token of the next page is the number of entries before it, or names its first entry.
import { AwsError } from './edge-protocol.ts';

export interface PageRules<T = unknown> {
  /** Most entries of a page. */
  readonly most: number;
  /** So many may be asked for, where a page has fewer all the same. */
  readonly mostAsked?: number;
  /** So many where none are asked for. */
  readonly usual?: number;
  /** By what an entry is known, of a list that may change meanwhile: who deletes a page as it comes still gets the next. */
  readonly keyOf?: (entry: T) => string;
  /** Names of the errors. */
  readonly sizeError: string;
  readonly tokenError: string;
}

export interface AskedPage {
  readonly size?: unknown;
  readonly token?: string | null | undefined;
}

function sizeOf(
  size: unknown,
  { most, usual = most, mostAsked = most, sizeError }: Omit<PageRules, 'keyOf'>,
): number {
  if (size === undefined || size === null) return usual;
  const wanted = typeof size === 'string' && /^\d+$/.test(size) ? Number(size) : size;
  if (Number.isInteger(wanted) && Number(wanted) >= 1 && Number(wanted) <= mostAsked) {
    return Math.min(Number(wanted), most);
  }
  throw new AwsError(
    sizeError,
    `A page has between 1 and ${mostAsked} entries, not ${String(size)}.`,
  );
}

function startOf<T>(
  all: readonly T[],
  token: string | null | undefined,
  { keyOf, tokenError }: PageRules<T>,
): number {
  if (token === undefined || token === null) return 0;
  const place = /^\d{1,9}$/.test(token) ? Number(token) : -1;
  const at = keyOf ? all.findIndex((one) => keyOf(one) === token) : place;
  if (at >= 0 && at <= all.length) return at;
  throw new AwsError(tokenError, 'The specified token is not valid.');
}

/** Throws where the size or the token is none; no `next` after the last page. */
export function pageOf<T>(
  all: readonly T[],
  { size, token }: AskedPage,
  rules: PageRules<T>,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const from = startOf(all, token, rules);
  const end = from + sizeOf(size, rules);
  const following = all[end];
  const next = following === undefined ? undefined : (rules.keyOf?.(following) ?? String(end));
  return { items: all.slice(from, end), next };
}
