// Which operations of S3 are served. fauxqs looks at few of the names in a query, and would take what it does not know
// for a plain read, put or delete: of the object itself, or of the bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';

/** Names that say how something is done, or by whom it is signed, but not what. */
const how =
  /^(?:x-.+|response-.+|list-type|prefix|delimiter|marker|start-after|continuation-token|max-keys|max-buckets|encoding-type|fetch-owner|bucket-region)$/i;

/** Names that stand for an operation, by its method and what it is about. */
const served: Readonly<Record<string, readonly string[]>> = {
  'GET bucket': ['lifecycle'],
  'PUT bucket': ['lifecycle'],
  'DELETE bucket': ['lifecycle'],
  'POST bucket': ['delete'],
  'GET object': ['attributes'],
  'PUT object': ['partNumber', 'renameObject', 'uploadId'],
  'DELETE object': ['uploadId'],
  'POST object': ['uploadId', 'uploads'],
};

/** Throws NotImplemented for another operation. */
export function checkServed(method: string, about: 'bucket' | 'object', query: string): void {
  const names = [...new URLSearchParams(query).keys()].filter((name) => !how.test(name));
  const strange = names.find((name) => !served[`${method} ${about}`]?.includes(name));
  const isNamed = method !== 'POST' || names.length > 0;
  if (strange === undefined && isNamed) return;
  throw new AwsError(
    'NotImplemented',
    `s3 ${method} ?${strange ?? ''} on the ${about} is not part of the embedded cloud`,
    501,
  );
}
