// The codes of problem details (RFC 9457): part of the public contract, so they change by addition only.

/** Status and title of every code; `type` is the absolute, stable URI made from the code. */
export const problems = {
  'malformed-json': [400, 'The body is not well-formed JSON'],
  'duplicate-member': [400, 'The body names a member twice'],
  'forbidden-member': [400, 'The body names a member that is never accepted'],
  'too-deep': [400, 'The body is nested too deeply or has too many members'],
  'malformed-request': [400, 'The request cannot be parsed'],
  'idempotency-key-missing': [400, 'The Idempotency-Key header is required'],
  'idempotency-key-invalid': [400, 'The Idempotency-Key header is not valid'],
  'invalid-cursor': [400, 'The cursor is not one of ours for this query'],
  'invalid-token': [400, 'The token is unknown, used or expired'],
  'invalid-grant': [400, 'The grant is unknown, used or expired'],
  'invalid-scope': [400, 'The client does not have this scope'],
  'unsupported-grant-type': [400, 'The grant type is not supported'],
  'unauthorized-client': [400, 'The client may not do this'],
  'webhook-signature-invalid': [400, 'The webhook signature does not verify'],
  unauthenticated: [401, 'A valid access token is required'],
  'invalid-credentials': [401, 'E-mail or password is wrong'],
  'otp-required': [401, 'A one-time code is required'],
  'invalid-client': [401, 'The client is unknown or its secret is wrong'],
  'invalid-refresh-token': [401, 'The refresh token is not valid'],
  forbidden: [403, 'The caller may not do this'],
  'email-not-verified': [403, 'The e-mail address is not verified yet'],
  'not-found': [404, 'There is no such thing, or it is not yours'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'invalid-state': [409, 'The current state does not allow this'],
  'price-changed': [409, 'The price is not the expected one'],
  'insufficient-stock': [409, 'There is not enough stock'],
  'out-of-stock': [409, 'The item is out of stock'],
  'coupon-exhausted': [409, 'The coupon has been used up'],
  'refund-exceeds-captured': [409, 'The refund is more than was captured'],
  'already-exists': [409, 'It exists already'],
  'too-many-endpoints': [409, 'There is no room for another endpoint'],
  'idempotency-in-progress': [409, 'A request with this key is being worked on'],
  'precondition-failed': [412, 'The thing has changed since it was read'],
  'payload-too-large': [413, 'The body is too large'],
  'uri-too-long': [414, 'The URL is too long'],
  'unsupported-media-type': [415, 'The media type is not supported'],
  'validation-failed': [422, 'The request breaks a rule'],
  'unknown-member': [422, 'The request names an unknown member'],
  'unknown-sku': [422, 'A SKU is unknown'],
  'product-unavailable': [422, 'A product is no longer sold'],
  'mixed-currency': [422, 'The lines are in different currencies'],
  'unsupported-currency': [422, 'The currency is not supported'],
  'amount-not-payable': [422, 'The amount cannot be paid in its currency'],
  'shipping-unavailable': [422, 'The shipping method does not fit the order'],
  'coupon-invalid': [422, 'The coupon is not valid'],
  'password-rejected': [422, 'The password is not acceptable'],
  'webhook-url-rejected': [422, 'The URL cannot be a webhook endpoint'],
  'idempotency-key-reused': [422, 'The key was used with another request'],
  'request-timeout': [408, 'The request did not come in time'],
  'headers-too-large': [431, 'The headers are too many or too large'],
  'precondition-required': [428, 'If-Match is required'],
  'rate-limited': [429, 'Too many requests'],
  internal: [500, 'Something went wrong on our side'],
  overloaded: [503, 'Too busy right now'],
  'gateway-timeout': [504, 'The service did not answer in time'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof problems;

/** The same request may succeed later. */
export const retryable: ReadonlySet<ErrorCode> = new Set([
  'rate-limited',
  'overloaded',
  'gateway-timeout',
  'internal',
  'idempotency-in-progress',
]);

/** The `type` of a code: absolute and stable. */
export const problemType = (code: ErrorCode): string => `https://tandem.example/problems/${code}`;
