// Conditions of writes, at which fauxqs does not look.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { Messaging } from '../messaging/messaging.ts';

interface ObjectWrite {
  readonly bucket: string;
  readonly key: string;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Undefined where there is none. */
function etagOf(objects: Messaging['objects'], { bucket, key }: ObjectWrite): string | undefined {
  try {
    return objects.getObject(bucket, key).etag;
  } catch {
    return undefined;
  }
}

const bare = (etag: string) => etag.replaceAll('"', '');

/** Throws as S3 does where a condition does not hold. */
export function checkConditions(objects: Messaging['objects'], write: ObjectWrite): void {
  const { ifMatch, ifNoneMatch } = write;
  if (ifMatch === undefined && ifNoneMatch === undefined) return;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new AwsError('NotImplemented', 'If-None-Match of a write is * only.', 501);
  }
  const etag = etagOf(objects, write);
  if (ifMatch !== undefined && etag === undefined) {
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  const differs = ifMatch !== undefined && ifMatch !== '*' && bare(ifMatch) !== bare(etag ?? '');
  if (!differs && (ifNoneMatch === undefined || etag === undefined)) return;
  throw new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
}
