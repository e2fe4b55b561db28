// AWS::S3::Bucket: made in fauxqs.

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';

const bucket: ResourceHandler = {
  type: 'AWS::S3::Bucket',
  properties: [
    'BucketName',
    'BucketEncryption',
    'PublicAccessBlockConfiguration',
    'OwnershipControls',
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'VersioningConfiguration',
    'Tags',
  ],
  async create(resource, cloud: AwsCloud) {
    const name = physicalName(resource, 'BucketName', 63).toLowerCase();
    const app = await cloud.messaging.s3();
    await app.inject({ method: 'PUT', url: `/${name}` });
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com`,
      },
    };
  },
};

export const bucketResources: readonly ResourceHandler[] = [bucket];
