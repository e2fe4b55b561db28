// AWS::S3::Bucket: made in fauxqs. AWS::S3::BucketPolicy: who may read what lies in it.

import type { Account } from '../cloud/arn.ts';
import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, text } from '../cloud/read.ts';
import { compilePolicy, type PolicyDocument } from '../iam/iam.ts';
import type { Buckets } from './buckets.ts';

interface Needs {
  readonly account: Account;
  readonly buckets: Pick<Buckets, 'allow' | 'create'>;
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

const bucketResource = ({ account, buckets }: Needs): ResourceHandler => ({
  type: 'AWS::S3::Bucket',
  properties: bucketResourceProperties,
  create(resource) {
    const name = physicalName(resource, 'BucketName', 63).toLowerCase();
    buckets.create(name);
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

const bucketPolicyResource = ({ buckets }: Needs): ResourceHandler => ({
  type: 'AWS::S3::BucketPolicy',
  properties: ['Bucket', 'PolicyDocument'],
  create(resource) {
    const document = object(resource.properties, 'PolicyDocument') as unknown as PolicyDocument;
    buckets.allow(text(resource, 'Bucket'), compilePolicy(document, resource.path));
    return { ref: resource.logicalId };
  },
});

export const bucketResources = (needs: Needs): readonly ResourceHandler[] => [
  bucketResource(needs),
  bucketPolicyResource(needs),
];
