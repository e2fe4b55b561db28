// What a route may be refused with: its own codes, and those that follow from its auth, parameters, headers and body.

import type { ResponseHeader } from '../../../events/http/headers.ts';
import type { RouteContract } from '../../../events/http/route.ts';
import { problemDetails } from '../../../events/problem-details.ts';
import { type ErrorCode, problems, problemType, retryable } from '../../../events/problems.ts';

/** Whatever is asked. */
const always: readonly ErrorCode[] = [
  'malformed-request',
  'uri-too-long',
  'rate-limited',
  'headers-too-large',
  'internal',
  'overloaded',
  'gateway-timeout',
];

const byAuth: Readonly<Record<RouteContract['auth']['kind'], readonly ErrorCode[]>> = {
  public: [],
  signature: [],
  client: [],
  optional: ['unauthenticated'],
  bearer: ['unauthenticated', 'forbidden'],
};

const byBody = ({ request, accepts, rawBody }: RouteContract): readonly ErrorCode[] => {
  if (request.body === undefined && rawBody === undefined) return [];
  const sent: ErrorCode[] = ['request-timeout', 'payload-too-large', 'unsupported-media-type'];
  if (request.body === undefined) return sent;
  const read: ErrorCode[] = ['validation-failed', 'unknown-member'];
  const json: ErrorCode[] = ['malformed-json', 'duplicate-member', 'forbidden-member', 'too-deep'];
  return [...sent, ...read, ...(accepts === undefined ? json : [])];
};

const byQuery = ({ request }: RouteContract): readonly ErrorCode[] => {
  if (request.query === undefined) return [];
  const { properties } = request.query as unknown as { readonly properties: object };
  const refused: ErrorCode[] = ['validation-failed', 'unknown-member'];
  return 'cursor' in properties ? [...refused, 'invalid-cursor'] : refused;
};

const byKey: readonly ErrorCode[] = [
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-in-progress',
  'idempotency-key-reused',
];

const byMatch: Readonly<Record<'required' | 'optional', readonly ErrorCode[]>> = {
  required: ['precondition-failed', 'precondition-required'],
  optional: ['precondition-failed'],
};

/** Sorted by status; each code once. */
export const refusalsOf = (contract: RouteContract): readonly ErrorCode[] => {
  const { auth, request, idempotent, requestHeaders, problems: own = [] } = contract;
  const match = requestHeaders?.['If-Match'];
  const codes: readonly ErrorCode[] = [
    ...always,
    ...byAuth[auth.kind],
    ...(request.params === undefined ? [] : (['not-found'] as const)),
    ...byQuery(contract),
    ...byBody(contract),
    ...(idempotent ? byKey : []),
    ...(match === undefined ? [] : byMatch[match]),
    ...own,
  ];
  return [...new Set(codes)].sort((a, b) => problems[a][0] - problems[b][0]);
};

const headersByStatus: Readonly<Record<number, readonly ResponseHeader[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};
const headersByCode: Partial<Record<ErrorCode, readonly ResponseHeader[]>> = {
  'idempotency-in-progress': ['Retry-After'],
};

export const refusalHeaders = (codes: readonly ErrorCode[]): readonly ResponseHeader[] => [
  'X-Request-Id',
  ...(codes[0] === undefined ? [] : (headersByStatus[problems[codes[0]][0]] ?? [])),
  ...codes.flatMap((code) => headersByCode[code] ?? []),
];

/** A problem as a client gets it. */
export const exampleOf = (code: ErrorCode): object => {
  const [status, title] = problems[code];
  return {
    type: problemType(code),
    title,
    status,
    detail: problemDetails[code],
    instance: 'urn:request:checkout-7f3c91d2',
    code,
    retryable: retryable.has(code),
  };
};
