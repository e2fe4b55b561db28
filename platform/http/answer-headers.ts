// Headers that every answer has, and those by which a page in a browser may read it.
import { headerOf, type RawRequest } from './request.ts';

export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** What a page in a browser may read beside the body; without a name of its own a header is hidden from it. */
const exposedHeaders =
  'Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, View-Consistency, X-Cart-Token, X-Request-Id';

export const corsHeaders = (
  raw: RawRequest,
  origins: readonly string[] = [],
): Record<string, string> => {
  const origin = headerOf(raw, 'origin');
  return origin !== undefined && origins.includes(origin)
    ? {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': exposedHeaders,
        vary: 'Origin',
      }
    : {};
};
