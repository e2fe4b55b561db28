// RFC 9457 problem details that the gateway and the load balancer answer themselves.

/** Status, title and whether the same request may succeed later. */
export const gatewayProblems = {
  'malformed-request': [400, 'The request cannot be parsed', false],
  unauthenticated: [401, 'A valid access token is required', false],
  forbidden: [403, 'The caller may not do this', false],
  'not-found': [404, 'There is no such thing, or it is not yours', false],
  'method-not-allowed': [405, 'The method is not allowed here', false],
  'payload-too-large': [413, 'The body is too large', false],
  'unsupported-media-type': [415, 'The media type is not supported', false],
  'rate-limited': [429, 'Too many requests', true],
  internal: [500, 'Something went wrong on our side', true],
  overloaded: [503, 'Too busy right now', true],
  'gateway-timeout': [504, 'The service did not answer in time', true],
} as const satisfies Record<string, readonly [number, string, boolean]>;

export type GatewayProblem = keyof typeof gatewayProblems;

/** JSON text; the default `instance` is a variable of the gateway's templates. */
export const problemBody = (
  code: GatewayProblem,
  instance = 'urn:request:$context.requestId',
): string => {
  const [status, title, retryable] = gatewayProblems[code];
  return JSON.stringify({
    type: `https://tandem.example/problems/${code}`,
    title,
    status,
    instance,
    code,
    retryable,
  });
};

/** Headers of every answer the gateway makes itself; values are its mapping expressions. */
export const problemHeaders: Readonly<Record<string, string>> = {
  'Content-Type': "'application/problem+json'",
  'Cache-Control': "'no-store'",
  'Referrer-Policy': "'no-referrer'",
  'Strict-Transport-Security': "'max-age=63072000'",
  'X-Content-Type-Options': "'nosniff'",
  'X-Request-Id': 'context.requestId',
};
