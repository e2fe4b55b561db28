// Entity tags: the version of what is changed, with If-Match against it (RFC 9110 section 13.1.1), and answers that a client may keep.
import { createHash } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import type { Reply } from './endpoint.ts';

export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;

/** Throws `precondition-failed` unless the header names the version, in the strong comparison that If-Match wants. */
export const checkMatch = (header: string, current: { readonly version: number }): void => {
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etagOf(current))) {
    throw new AppError('precondition-failed');
  }
};

/** As `checkMatch`, for a change that must name the version it stands on: throws `precondition-required` where it does not. */
export const requireMatch = (
  header: string | undefined,
  current: { readonly version: number },
): void => {
  if (header === undefined) throw new AppError('precondition-required');
  checkMatch(header, current);
};

/** Weak, since what stands between may compress: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1 */
const tagOf = (text: string): string =>
  `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
const matches = (condition: string, tag: string): boolean =>
  condition.trim() === '*' || condition.split(',').some((each) => opaque(each) === opaque(tag));

export interface Keeping {
  readonly contentType: string;
  /** Who may keep it. */
  readonly cacheControl: string;
  /** Names of the request headers that it depends on. */
  readonly vary?: string;
}

/** The text, or 304. */
export const conditionalText = (
  condition: string | undefined,
  text: string,
  { contentType, cacheControl, vary }: Keeping,
): Reply => {
  const etag = tagOf(text);
  const headers = { etag, 'cache-control': cacheControl, ...(vary !== undefined && { vary }) };
  if (condition !== undefined && matches(condition, etag)) return { status: 304, headers };
  return { status: 200, headers: { 'content-type': contentType, ...headers }, body: text };
};

/** The body as JSON, or 304; `cacheControl` says who may keep it. */
export const conditional = (
  condition: string | undefined,
  body: unknown,
  cacheControl: string,
): Reply =>
  conditionalText(condition, JSON.stringify(body), {
    contentType: 'application/json',
    cacheControl,
  });
