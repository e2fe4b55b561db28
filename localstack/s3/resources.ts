// AWS::S3::Bucket: made in fauxqs.

import type { Account } from '../cloud/arn.ts';
import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import type { Messaging } from '../messaging/messaging.ts';

interface Needs {
  readonly account: Account;
  readonly messaging: Pick<Messaging, 's3'>;
}

const bucketResourceProperties = [
  'BucketName',
  'BucketEncryption',
  'PublicAccessBlockConfiguration',
  'OwnershipControls',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'VersioningConfiguration',
  'Tags',
];

export const bucketResource = ({ account, messaging }: Needs): ResourceHandler => ({
  type: 'AWS::S3::Bucket',
  properties: bucketResourceProperties,
  async create(resource) {
    const name = physicalName(resource, 'BucketName', 63).toLowerCase();
    const app = await messaging.s3();
    await app.inject({ method: 'PUT', url: `/${name}` });
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${account.region}.amazonaws.com`,
      },
    };
  },
});
