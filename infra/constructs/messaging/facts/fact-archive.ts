// Facts kept for good: Firehose files what the topics publish in a bucket, by type and day.
import { Aws } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageConfig } from '../../../stages.ts';
import type { ServiceFunction } from '../../compute/service-function.ts';
import { factBucket } from './fact-bucket.ts';
import { factDelivery } from './fact-delivery.ts';

export interface FactArchiveProps {
  readonly stage: StageConfig;
  /** Takes away what must not be kept, and says type and day. */
  readonly transform: ServiceFunction;
}

const assumedBy = new ServicePrincipal('firehose.amazonaws.com', {
  conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
});

export class FactArchive extends Construct {
  readonly bucket: Bucket;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, { stage, transform }: FactArchiveProps) {
    super(scope, id);
    this.bucket = factBucket(this, stage);
    const role = new Role(this, 'Role', { assumedBy });
    const { functionArn } = transform.alias;
    const may = (actions: string[], resourceArn: string): Grant =>
      Grant.addToPrincipal({ grantee: role, actions, resourceArns: [resourceArn] });
    const grants = [
      may(['s3:AbortMultipartUpload', 's3:PutObject'], this.bucket.arnForObjects('*')),
      may(
        ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        this.bucket.bucketArn,
      ),
      may(['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'], functionArn),
    ];
    const { bucketArn } = this.bucket;
    this.streamArn = factDelivery(this, { stage, role, bucketArn, functionArn, grants });
  }
}
