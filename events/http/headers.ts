// Headers of requests and answers that clients of the API have to know.
import { Type } from 'typebox';

const text = (description: string, example: string, options: { pattern?: string } = {}) =>
  Type.String({ description, examples: [example], ...options });

export const requestHeaders = {
  'Idempotency-Key': text(
    'Names this very thing you want done: sent again with the same key, it is done once and answered alike. 16 to 255 characters of A-Z a-z 0-9 . _ : ~ -, quoted or bare; kept for 72 hours.',
    '0198f3a2-7c41-7d5e-9b1a-4f6e2c8d0a11',
    { pattern: '^(?:"[A-Za-z0-9._:~-]{16,255}"|[A-Za-z0-9._:~-]{16,255})$' },
  ),
  'If-Match': text(
    'The ETag that was read: the change is refused where the thing has changed since. `*` stands for any version.',
    '"3"',
  ),
  'If-None-Match': text(
    'The ETag of the answer that is kept: 304 without a body where it is still the same.',
    'W/"dGhlIGFuc3dlciBzbyBmYXI"',
  ),
  'Last-Event-ID': text(
    'Of server-sent events: the id of the last one that was received. All later ones follow.',
    '3',
    { pattern: '^[0-9]{1,9}$' },
  ),
  'X-Cart-Token': text(
    'Who knows it has the cart of a guest. A customer who sends one takes that cart over.',
    'pV9w3x0Zq1uKf7dTn5sLh2bJc8mRy4gEo6aWiXkQvBN',
  ),
  'X-Request-Id': text(
    'Names the request in logs and traces; one that is not 8 to 64 letters, digits, `-` and `_` is replaced.',
    'checkout-7f3c91d2',
  ),
} as const;
export type RequestHeader = keyof typeof requestHeaders;

export const responseHeaders = {
  Deprecation: text(
    'Since when the operation is deprecated, in seconds since 1970 (RFC 9745).',
    '@1798761600',
  ),
  ETag: text('The version of what was read, for `If-Match`.', '"3"'),
  'Idempotent-Replayed': text(
    '`true` where this is the stored answer to the first request with this key.',
    'true',
  ),
  Link: text(
    'What has taken its place, and where that is written.',
    '</v2/orders/ord_0198f3a27c417d5e9b1a4f6e2c8d0a11>; rel="successor-version"',
  ),
  Location: text('Where the new thing is.', '/v1/orders/ord_0198f3a27c417d5e9b1a4f6e2c8d0a11'),
  RateLimit: text('What is left of the quota, and when it is whole again.', '"subject";r=0;t=3'),
  'RateLimit-Policy': text('The quota: requests in a window of seconds.', '"subject";q=100;w=2'),
  'Retry-After': text('Seconds to wait before the next try.', '3'),
  Sunset: text('From when on it may be gone (RFC 8594).', 'Sat, 31 Jul 2027 00:00:00 GMT'),
  'View-Consistency': text(
    'Whether the list can lag behind for a moment (`eventual`) or not (`strong`).',
    'strong',
  ),
  'WWW-Authenticate': text('How to authenticate.', 'Bearer'),
  'X-Cart-Token': text(
    'The token of a cart that belongs to a guest: send it with the next request.',
    'pV9w3x0Zq1uKf7dTn5sLh2bJc8mRy4gEo6aWiXkQvBN',
  ),
  'X-Request-Id': text('Name it when you ask for help.', 'checkout-7f3c91d2'),
} as const;
export type ResponseHeader = keyof typeof responseHeaders;
