// Lists page by page: the token of the next page is the number of entries before it.
import { AwsError } from './edge-protocol.ts';

export interface PageRules {
  /** Most entries of a page. */
  readonly most: number;
  /** So many where none are asked for. */
  readonly usual?: number;
  /** Names of the errors. */
  readonly sizeError: string;
  readonly tokenError: string;
}

export interface AskedPage {
  readonly size?: unknown;
  readonly token?: string | null | undefined;
}

function sizeOf(size: unknown, { most, usual = most, sizeError }: PageRules): number {
  if (size === undefined || size === null) return usual;
  const wanted = typeof size === 'string' && /^\d+$/.test(size) ? Number(size) : size;
  if (Number.isInteger(wanted) && Number(wanted) >= 1 && Number(wanted) <= most) {
    return Number(wanted);
  }
  throw new AwsError(sizeError, `A page has between 1 and ${most} entries, not ${String(size)}.`);
}

/** Throws where the size or the token is none; no `next` after the last page. */
export function pageOf<T>(
  all: readonly T[],
  { size, token }: AskedPage,
  rules: PageRules,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const most = sizeOf(size, rules);
  const from = token ?? '0';
  if (!/^\d{1,9}$/.test(from) || Number(from) > all.length) {
    throw new AwsError(rules.tokenError, 'The specified token is not valid.');
  }
  const end = Number(from) + most;
  return {
    items: all.slice(Number(from), end),
    next: end < all.length ? String(end) : undefined,
  };
}
