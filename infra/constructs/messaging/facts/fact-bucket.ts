// The bucket that facts are kept in for good.
import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, StorageClass } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../../stages.ts';

export const factBucket = (scope: Construct, { removalPolicy }: StageConfig): Bucket =>
  new Bucket(scope, 'Bucket', {
    // Without a name of its own, which is one of all accounts: a try before leaves none in the way.
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        transitions: [
          { storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) },
        ],
      },
    ],
  });
