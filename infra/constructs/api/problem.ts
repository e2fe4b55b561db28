// RFC 9457 problem details that the gateway and the load balancer answer themselves.

import { problemDetails } from '../../../events/problem-details.ts';
import { type ErrorCode, problems, problemType, retryable } from '../../../events/problems.ts';

/** JSON text; the default `instance` is a variable of the gateway's templates. */
export const problemBody = (
  code: ErrorCode,
  instance = 'urn:request:$context.requestId',
): string => {
  const [status, title] = problems[code];
  return JSON.stringify({
    type: problemType(code),
    title,
    status,
    detail: problemDetails[code],
    instance,
    code,
    retryable: retryable.has(code),
  });
};

/** Headers of every answer the gateway makes itself; values are its mapping expressions. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': "'no-store'",
  'Referrer-Policy': "'no-referrer'",
  'Strict-Transport-Security': "'max-age=63072000'",
  'X-Content-Type-Options': "'nosniff'",
  'X-Request-Id': 'context.requestId',
};

export const problemHeaders: Readonly<Record<string, string>> = {
  'Content-Type': "'application/problem+json'",
  ...answerHeaders,
};
