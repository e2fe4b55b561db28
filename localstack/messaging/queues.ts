// AWS::SQS::Queue and QueuePolicy: made in fauxqs; attributes follow the template at every start.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { flag, object, texts } from '../cloud/read.ts';
import { compilePolicy, type PolicyDocument } from '../iam/iam.ts';
import type { Messaging } from './messaging.ts';
import type { QueuePolicies } from './queue-policies.ts';

interface Needs {
  readonly account: Account;
  readonly messaging: Pick<Messaging, 'queue' | 'sqs'>;
  readonly queuePolicies: QueuePolicies;
  readonly urlOf: (queue: string) => string;
}

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

const queue = ({ account, messaging, urlOf }: Needs): ResourceHandler => ({
  type: 'AWS::SQS::Queue',
  properties: ['QueueName', 'Tags', ...attributeNames],
  create(resource) {
    const suffix = flag(resource.properties, 'FifoQueue') ? '.fifo' : '';
    const name = physicalName(resource, 'QueueName', 80, suffix);
    const attributes = Object.fromEntries(
      attributeNames.flatMap((attribute) => {
        const value = resource.properties[attribute];
        return value === undefined ? [] : [[attribute, asAttribute(value)]];
      }),
    );
    const url = urlOf(name);
    const arn = arnOf('sqs', name, account);
    const kept = messaging.queue(name);
    if (kept) kept.setAttributes(attributes);
    else messaging.sqs.createQueue(name, url, arn, attributes);
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
});

const queuePolicy = ({ account, queuePolicies }: Needs): ResourceHandler => ({
  type: 'AWS::SQS::QueuePolicy',
  properties: ['PolicyDocument', 'Queues'],
  create(resource) {
    const document = object(resource.properties, 'PolicyDocument') as unknown as PolicyDocument;
    const statements = compilePolicy(document, resource.path);
    for (const url of texts(resource.properties, 'Queues')) {
      queuePolicies.add(arnOf('sqs', url.slice(url.lastIndexOf('/') + 1), account), statements);
    }
    return { ref: resource.logicalId };
  },
});

export const queueResources = (needs: Needs): readonly ResourceHandler[] => [
  queue(needs),
  queuePolicy(needs),
];
