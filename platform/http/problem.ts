// Errors as RFC 9457 problem details, made in one place.

import { problemDetails } from '../../events/problem-details.ts';
import { problems, problemType, retryable } from '../../events/problems.ts';
import type { StoredReply } from '../data/records.ts';
import { AppError } from '../kernel/errors.ts';

/** What the SDK throws when a dependency is down or does not answer in time: worth another try. */
const notInTime = new Set([
  'TimeoutError',
  'InternalServerError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
]);

/** Unknown errors become an opaque 500: their text never leaves the process. */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  return error instanceof Error && notInTime.has(error.name)
    ? new AppError('overloaded', { retryAfter: 1, cause: error })
    : new AppError('internal', { cause: error });
};

const mostNamed = 3;

/** Of this very case, as far as the error knows it. */
const detailOf = ({ code, options: { errors = [] } }: AppError): string => {
  if (errors.length === 0) return problemDetails[code];
  const named = errors.slice(0, mostNamed).map(({ pointer, detail }) => `${pointer} ${detail}`);
  const more = errors.length > mostNamed ? `, and ${errors.length - mostNamed} more` : '';
  return `${named.join('; ')}${more}`.trim().replace(/[^.]$/, '$&.');
};

export const problemReply = (error: AppError, requestId: string): StoredReply => {
  const { code, options } = error;
  const [status, title] = problems[code];
  const body = {
    type: problemType(code),
    title,
    status,
    detail: options.detail ?? detailOf(error),
    instance: `urn:request:${requestId}`,
    code,
    retryable: retryable.has(code),
    ...(options.errors === undefined ? {} : { errors: options.errors }),
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(options.retryAfter === undefined ? {} : { 'retry-after': String(options.retryAfter) }),
      ...options.headers,
    },
    body: JSON.stringify(body),
  };
};

/** Not by its value: what is not there and what is not the caller's look the same. */
export const aboutParams = (
  error: AppError,
  { params }: { readonly params: Readonly<Record<string, string>> },
): AppError => {
  const { code, options } = error;
  const names = Object.keys(params).join(' and ');
  if (code !== 'not-found' || options.detail !== undefined || names === '') return error;
  return new AppError(code, {
    ...options,
    detail: `Nothing is here by this ${names} that you may see.`,
  });
};
