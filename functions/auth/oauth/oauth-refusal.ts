// Errors of the OAuth endpoints in the shape of RFC 6749 section 5.2.

import type { ErrorCode } from '../../../events/problems.ts';
import type { StoredReply } from '../../../platform/data/records.ts';
import type { AppError } from '../../../platform/kernel/errors.ts';

export const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

const names: Partial<Record<ErrorCode, string>> = {
  'invalid-client': 'invalid_client',
  'invalid-grant': 'invalid_grant',
  'invalid-refresh-token': 'invalid_grant',
  'invalid-scope': 'invalid_scope',
  'unsupported-grant-type': 'unsupported_grant_type',
  'unauthorized-client': 'unauthorized_client',
  overloaded: 'temporarily_unavailable',
  internal: 'server_error',
};

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 knows 400 and 401; sizes, rates and our own faults keep their status. */
const statusOf = ({ code, status }: AppError): number => {
  if (code === 'invalid-client') return 401;
  return status >= 500 || status === 413 || status === 415 || status === 429 ? status : 400;
};

/** The text is limited to printable ASCII without quotes and backslashes. */
const printable = (text: string): string => text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');

const descriptionOf = ({ message, options }: AppError): string => {
  const faults = (options.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
  return printable([message, ...faults].join('; '));
};

export const oauthRefusal = (error: AppError): StoredReply => ({
  status: statusOf(error),
  headers: {
    'content-type': 'application/json',
    ...noStore,
    ...(error.options.retryAfter === undefined
      ? {}
      : { 'retry-after': String(error.options.retryAfter) }),
    ...error.options.headers,
  },
  body: JSON.stringify({
    error: names[error.code] ?? 'invalid_request',
    error_description: descriptionOf(error),
  }),
});
