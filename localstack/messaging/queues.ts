// AWS::SQS::Queue and QueuePolicy: made in fauxqs; attributes follow the template at every start.
import { arnOf } from '../cloud/arn.ts';
import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { object, texts } from '../cloud/read.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { compilePolicy, type PolicyDocument } from '../iam/iam.ts';
import { queueUrl } from './sqs-api.ts';

const attributeNames = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
] as const;

const asAttribute = (value: unknown) =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

const queue: ResourceHandler = {
  type: 'AWS::SQS::Queue',
  properties: ['QueueName', 'Tags', ...attributeNames],
  create(resource, cloud: AwsCloud) {
    const name = physicalName(resource, 'QueueName', 80);
    const attributes = Object.fromEntries(
      attributeNames.flatMap((attribute) => {
        const value = resource.properties[attribute];
        return value === undefined ? [] : [[attribute, asAttribute(value)]];
      }),
    );
    const url = queueUrl(name, cloud);
    const arn = arnOf('sqs', name, cloud);
    const kept = cloud.messaging.queue(name);
    if (kept) kept.setAttributes(attributes);
    else cloud.messaging.sqs.createQueue(name, url, arn, attributes);
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
};

const queuePolicy: ResourceHandler = {
  type: 'AWS::SQS::QueuePolicy',
  properties: ['PolicyDocument', 'Queues'],
  create(resource, cloud: AwsCloud) {
    const document = object(resource.properties, 'PolicyDocument') as unknown as PolicyDocument;
    const statements = compilePolicy(document, resource.path);
    for (const url of texts(resource.properties, 'Queues')) {
      cloud.queuePolicies.add(arnOf('sqs', url.slice(url.lastIndexOf('/') + 1), cloud), statements);
    }
    return { ref: resource.logicalId };
  },
};

export const queueResources: readonly ResourceHandler[] = [queue, queuePolicy];
