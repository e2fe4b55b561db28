// What a merchant is told of an attempt without an answer: enough to mend the endpoint, nothing of the network we stand in.
import { isAppError } from '../../../platform/kernel/errors.ts';
import type { AttemptResult } from '../domain/delivery.ts';
import { ForbiddenAddress } from './address.ts';

/** A name that leads inside and one that leads nowhere look alike, or they would tell which names there are inside. */
const notPublic = 'the name is not a public one';

const words: readonly (readonly [RegExp, string])[] = [
  [/^(?:TimeoutError|AbortError|ETIMEDOUT)$/, 'no answer in time'],
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, notPublic],
  [/^ECONNREFUSED$/, 'the connection was refused'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED)$/, 'the connection was cut'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'the address cannot be reached'],
  [/^(?:EPROTO|ERR_SSL_|ERR_TLS_(?!CERT))/, 'no TLS connection came about'],
  [/CERT|^(?:UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED)/, 'the certificate is not valid for the name'],
  [/^HPE_/, 'the answer is not HTTP'],
];

const wordsFor = (error: Error): string => {
  if (error instanceof ForbiddenAddress) return notPublic;
  if (isAppError(error, 'webhook-url-rejected')) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  const known = words.find(([pattern]) =>
    [code, error.name].some((each) => pattern.test(each ?? '')),
  );
  return known?.[1] ?? 'the request failed';
};

const longestCause = 200;

export const failedAttempt = (error: Error): AttemptResult => ({
  status: null,
  error: wordsFor(error),
  cause: error.message.slice(0, longestCause),
});
