// Answers that a client may keep: with an ETag, and 304 where it has the same one already.
import { createHash } from 'node:crypto';
import type { Reply } from './endpoint.ts';

/** Weak, since what stands between may compress: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1 */
const tagOf = (text: string): string =>
  `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
const matches = (condition: string, tag: string): boolean =>
  condition.trim() === '*' || condition.split(',').some((each) => opaque(each) === opaque(tag));

/** The body as JSON, or 304; `cacheControl` says who may keep it. */
export const conditional = (
  condition: string | undefined,
  body: unknown,
  cacheControl: string,
): Reply => {
  const text = JSON.stringify(body);
  const etag = tagOf(text);
  const headers = { etag, 'cache-control': cacheControl };
  if (condition !== undefined && matches(condition, etag)) return { status: 304, headers };
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: text };
};
