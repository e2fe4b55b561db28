// S3: buckets by fauxqs, once the role may use them.
import type { Access, Ground, ResourceHandler } from '../cloud/cloud.ts';
import type { RawHandler } from '../cloud/protocol/edge-protocol.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { s3Service } from './api.ts';
import { type Buckets, createBuckets } from './buckets.ts';
import { bucketResources } from './resources.ts';

interface Needs {
  readonly ground: Ground;
  readonly access: Access;
  readonly messaging: Pick<Messaging, 'objects' | 's3'>;
}

/** Reads its requests itself: they are no calls of one action. */
export interface S3 {
  readonly raw: RawHandler;
  readonly buckets: Buckets;
  readonly resources: readonly ResourceHandler[];
}

export const s3 = ({ ground, access, messaging }: Needs): S3 => {
  const { log } = ground;
  const buckets = createBuckets({ messaging, log });
  return {
    raw: s3Service({ access, messaging, log }),
    buckets,
    resources: bucketResources({ account: ground, buckets }),
  };
};
