// Requests that no API sees: answered as problems like those of the API behind.

import { randomUUID } from 'node:crypto';
import type { Answer } from './model.ts';

/** Status and title by code, as the API has them. */
export const refusals = {
  'malformed-request': [400, 'The request cannot be parsed'],
  'not-found': [404, 'There is no such thing, or it is not yours'],
  'request-timeout': [408, 'The request did not come in time'],
  'uri-too-long': [414, 'The URL is too long'],
  'headers-too-large': [431, 'The headers are too many or too large'],
} as const satisfies Record<string, readonly [number, string]>;

type Code = keyof typeof refusals;

/** What is thrown for such a request; `message` becomes the `detail` of the problem. */
export class RefusedRequest extends Error {
  readonly code: Code;

  constructor(code: Code, detail: string) {
    super(detail);
    this.name = 'RefusedRequest';
    this.code = code;
  }
}

export function refusal({ code, message }: RefusedRequest): Answer {
  const [status, title] = refusals[code];
  const id = randomUUID();
  return {
    status,
    headers: [
      ['Content-Type', 'application/problem+json'],
      ['Cache-Control', 'no-store'],
      ['Referrer-Policy', 'no-referrer'],
      ['Strict-Transport-Security', 'max-age=63072000'],
      ['X-Content-Type-Options', 'nosniff'],
      ['X-Request-Id', id],
      ['Connection', 'close'],
    ],
    body: JSON.stringify({
      type: `https://tandem.example/problems/${code}`,
      title,
      status,
      detail: message,
      instance: `urn:request:${id}`,
      code,
      retryable: false,
    }),
  };
}
