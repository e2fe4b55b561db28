// AWS::SNS::Topic, Subscription and TopicPolicy: made in fauxqs; a subscription needs the queue's policy.
import { arnOf } from '../cloud/arn.ts';
import type { Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { flag, object, optionalText, ResourceError, text } from '../cloud/read.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';
import { waitingFor } from '../firehose/resources.ts';

const topic: ResourceHandler = {
  type: 'AWS::SNS::Topic',
  properties: [
    'TopicName',
    'DisplayName',
    'KmsMasterKeyId',
    'Tags',
    'TracingConfig',
    'SignatureVersion',
  ],
  create(resource, cloud: AwsCloud) {
    const name = physicalName(resource, 'TopicName', 256);
    const arn = arnOf('sns', name, cloud);
    if (!cloud.messaging.sns.getTopic(arn)) {
      cloud.messaging.sns.createTopic(name, {}, {}, cloud.region);
    }
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
};

/** Subscriptions of earlier starts follow the template: the old one goes, the new one comes. */
function replace(cloud: AwsCloud, topicArn: string, endpoint: string): void {
  const { sns } = cloud.messaging;
  for (const arn of [...(sns.getTopic(topicArn)?.subscriptionArns ?? [])]) {
    if (sns.getSubscription(arn)?.endpoint === endpoint) sns.unsubscribe(arn);
  }
}

function subscribe(resource: Resource, cloud: AwsCloud, endpoint: string): string {
  const { properties } = resource;
  const { sns } = cloud.messaging;
  const topicArn = text(resource, 'TopicArn');
  const policy = object(properties, 'FilterPolicy');
  const scope = properties.FilterPolicyScope;
  replace(cloud, topicArn, endpoint);
  const created = sns.subscribe(topicArn, 'sqs', endpoint, {
    ...(flag(properties, 'RawMessageDelivery') && { RawMessageDelivery: 'true' }),
    ...(Object.keys(policy).length > 0 && { FilterPolicy: JSON.stringify(policy) }),
    ...(scope !== undefined && { FilterPolicyScope: String(scope) }),
  });
  if (!created) throw new ResourceError(resource, `there is no topic ${topicArn}`);
  return created.arn;
}

/** Into the queue before a delivery stream, where the subscription's role may put something in. */
function subscribeStream(resource: Resource, cloud: AwsCloud): string {
  const streamArn = text(resource, 'Endpoint');
  const queueArn = arnOf('sqs', waitingFor(streamArn), cloud);
  const role = text(resource, 'SubscriptionRoleArn');
  const reason = cloud.access.checkRole(role, resource.path, 'firehose:PutRecord', streamArn);
  if (reason === undefined) return subscribe(resource, cloud, queueArn);
  replace(cloud, text(resource, 'TopicArn'), queueArn);
  cloud.log.line('iam', `AccessDenied: ${reason}; its messages are dropped (${resource.path})`);
  return `${text(resource, 'TopicArn')}:${resource.logicalId}`;
}

const subscription: ResourceHandler = {
  type: 'AWS::SNS::Subscription',
  properties: [
    'TopicArn',
    'Protocol',
    'Endpoint',
    'FilterPolicy',
    'FilterPolicyScope',
    'RawMessageDelivery',
    'RedrivePolicy.deadLetterTargetArn',
    'SubscriptionRoleArn',
  ],
  create(resource, cloud: AwsCloud) {
    const protocol = text(resource, 'Protocol');
    if (protocol === 'firehose') {
      const arn = subscribeStream(resource, cloud);
      return { ref: arn, attributes: { Arn: arn } };
    }
    if (protocol !== 'sqs') {
      throw new ResourceError(resource, 'only sqs and firehose are handled by the embedded cloud');
    }
    const topicArn = text(resource, 'TopicArn');
    const queueArn = text(resource, 'Endpoint');
    const redrive = object(resource.properties, 'RedrivePolicy');
    const deadLetterArn = optionalText(redrive, 'deadLetterTargetArn') ?? '';
    const arn = subscribe(resource, cloud, queueArn);
    cloud.onReady(`subscription ${resource.path}`, async () => {
      if (cloud.queuePolicies.permits(queueArn, topicArn)) return;
      cloud.messaging.sns.unsubscribe(arn);
      const redriven = cloud.queuePolicies.permits(deadLetterArn, topicArn);
      if (redriven) subscribe(resource, cloud, deadLetterArn);
      const end = redriven ? `go to ${deadLetterArn}` : 'are dropped';
      cloud.log.line(
        'iam',
        `AccessDenied: sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${queueArn} because no queue policy allows it for ${topicArn}; its messages ${end} (${resource.path})`,
      );
    });
    return { ref: arn, attributes: { Arn: arn } };
  },
};

const topicPolicy: ResourceHandler = {
  type: 'AWS::SNS::TopicPolicy',
  // Publishers are this account's roles: their own policies decide.
  properties: ['PolicyDocument', 'Topics'],
  create: (resource) => ({ ref: resource.logicalId }),
};

export const topicResources: readonly ResourceHandler[] = [topic, subscription, topicPolicy];
