// What a bucket answers to the distribution: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import type { HeaderList } from '../cloud/protocol/http-headers.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { StoredOrigin } from './distribution.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string | Buffer;
}

const refused: StoredAnswer = {
  status: 403,
  headers: [['Content-Type', 'application/xml']],
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
};

/** CloudFront itself refuses a method that the behaviour does not take. */
const wrongMethod: StoredAnswer = {
  status: 403,
  headers: [['Content-Type', 'text/html']],
  body: 'This distribution is not configured to allow the HTTP request method that was used for this request.',
};

const keyOf = (path: string): string => {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return path.slice(1);
  }
};

export const storedAnswer = (
  buckets: Pick<Buckets, 'read'>,
  { bucket, reader, methods }: StoredOrigin,
  { method, path, knows }: { method: string; path: string; knows: string | undefined },
): StoredAnswer => {
  if (!methods.includes(method)) return wrongMethod;
  const file = buckets.read(bucket, keyOf(path), reader);
  if (file === undefined) return refused;
  const { body, contentType, cacheControl, etag } = file;
  const headers: HeaderList = [
    ['Content-Type', contentType],
    ['ETag', etag],
    ...(cacheControl === '' ? [] : ([['Cache-Control', cacheControl]] as HeaderList)),
  ];
  // Weak where it was compressed on the way.
  if (knows?.replace(/^W\//, '') === etag) return { status: 304, headers, body: '' };
  return { status: 200, headers, body };
};
