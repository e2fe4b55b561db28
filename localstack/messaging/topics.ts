// AWS::SNS::Topic, Subscription and TopicPolicy: made in fauxqs; a subscription needs the queue's policy.
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Access, Lifetime, Log, Resource, ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { flag, object, optionalText, ResourceError, text } from '../cloud/read.ts';
import type { Messaging } from './messaging.ts';
import type { QueuePolicies } from './queue-policies.ts';
import { checkFilterPolicy } from './sns-rules.ts';

interface Needs {
  readonly account: Account;
  readonly access: Pick<Access, 'checkRole'>;
  readonly messaging: Pick<Messaging, 'sns'>;
  readonly queuePolicies: QueuePolicies;
  readonly log: Log;
  readonly onReady: Lifetime['onReady'];
}

/** What waits for a delivery stream is kept like a queue, so that a start goes on where the last one ended. */
export const waitingFor = (streamArn: string): string =>
  `firehose-${streamArn.slice(streamArn.lastIndexOf('/') + 1)}`;

/** Of a topic with message groups; another one has none. */
function attributesOf(resource: Resource, name: string): Record<string, string> {
  const { properties } = resource;
  const isFifo = flag(properties, 'FifoTopic');
  if (isFifo !== name.endsWith('.fifo')) {
    throw new ResourceError(
      resource,
      isFifo
        ? 'Invalid parameter: Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.'
        : 'Invalid parameter: Topic Name',
    );
  }
  if (!isFifo) return {};
  const byContent = flag(properties, 'ContentBasedDeduplication');
  return { FifoTopic: 'true', ContentBasedDeduplication: String(byContent) };
}

const topic = ({ account, messaging }: Pick<Needs, 'account' | 'messaging'>): ResourceHandler => ({
  type: 'AWS::SNS::Topic',
  properties: [
    'TopicName',
    'FifoTopic',
    'ContentBasedDeduplication',
    'FifoThroughputScope',
    'DisplayName',
    'KmsMasterKeyId',
    'Tags',
    'TracingConfig',
    'SignatureVersion',
  ],
  create(resource) {
    const suffix = flag(resource.properties, 'FifoTopic') ? '.fifo' : '';
    const name = physicalName(resource, 'TopicName', 256, suffix);
    const arn = arnOf('sns', name, account);
    const attributes = attributesOf(resource, name);
    const kept = messaging.sns.getTopic(arn);
    if (kept) Object.assign(kept.attributes, attributes);
    else messaging.sns.createTopic(name, attributes, {}, account.region);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
});

/** Subscriptions of earlier starts follow the template: the old one goes, the new one comes. */
function replace({ sns }: Pick<Messaging, 'sns'>, topicArn: string, endpoint: string): void {
  for (const arn of [...(sns.getTopic(topicArn)?.subscriptionArns ?? [])]) {
    if (sns.getSubscription(arn)?.endpoint === endpoint) sns.unsubscribe(arn);
  }
}

function subscribe(
  resource: Resource,
  messaging: Pick<Messaging, 'sns'>,
  endpoint: string,
): string {
  const { properties } = resource;
  const { sns } = messaging;
  const topicArn = text(resource, 'TopicArn');
  if (endpoint.endsWith('.fifo') && !topicArn.endsWith('.fifo')) {
    throw new ResourceError(
      resource,
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
  }
  const policy = object(properties, 'FilterPolicy');
  const scope = properties.FilterPolicyScope;
  try {
    checkFilterPolicy(JSON.stringify(policy), scope === undefined ? scope : String(scope));
  } catch (error) {
    throw new ResourceError(resource, (error as Error).message);
  }
  replace(messaging, topicArn, endpoint);
  const created = sns.subscribe(topicArn, 'sqs', endpoint, {
    ...(flag(properties, 'RawMessageDelivery') && { RawMessageDelivery: 'true' }),
    ...(Object.keys(policy).length > 0 && { FilterPolicy: JSON.stringify(policy) }),
    ...(scope !== undefined && { FilterPolicyScope: String(scope) }),
  });
  if (!created) throw new ResourceError(resource, `there is no topic ${topicArn}`);
  return created.arn;
}

/** Into the queue before a delivery stream, where the subscription's role may put something in. */
function subscribeStream(resource: Resource, needs: Needs): string {
  const { account, access, messaging, log } = needs;
  const streamArn = text(resource, 'Endpoint');
  const queueArn = arnOf('sqs', waitingFor(streamArn), account);
  const role = text(resource, 'SubscriptionRoleArn');
  const by = { roleArn: role, owner: resource.path };
  const reason = access.checkRole(by, 'firehose:PutRecord', streamArn);
  if (reason === undefined) return subscribe(resource, messaging, queueArn);
  replace(messaging, text(resource, 'TopicArn'), queueArn);
  log.line('iam', `AccessDenied: ${reason}; its messages are dropped (${resource.path})`);
  return `${text(resource, 'TopicArn')}:${resource.logicalId}`;
}

const subscriptionProperties = [
  'TopicArn',
  'Protocol',
  'Endpoint',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy.deadLetterTargetArn',
  'SubscriptionRoleArn',
];

const subscription = (needs: Needs): ResourceHandler => ({
  type: 'AWS::SNS::Subscription',
  properties: subscriptionProperties,
  create(resource) {
    const { messaging, queuePolicies, log, onReady } = needs;
    const protocol = text(resource, 'Protocol');
    if (protocol === 'firehose') {
      const arn = subscribeStream(resource, needs);
      return { ref: arn, attributes: { Arn: arn } };
    }
    if (protocol !== 'sqs') {
      throw new ResourceError(resource, 'only sqs and firehose are handled by the embedded cloud');
    }
    const topicArn = text(resource, 'TopicArn');
    const queueArn = text(resource, 'Endpoint');
    const redrive = object(resource.properties, 'RedrivePolicy');
    const deadLetterArn = optionalText(redrive, 'deadLetterTargetArn') ?? '';
    const arn = subscribe(resource, messaging, queueArn);
    onReady(`subscription ${resource.path}`, async () => {
      if (queuePolicies.permits(queueArn, topicArn)) return;
      messaging.sns.unsubscribe(arn);
      const redriven = queuePolicies.permits(deadLetterArn, topicArn);
      if (redriven) subscribe(resource, messaging, deadLetterArn);
      const end = redriven ? `go to ${deadLetterArn}` : 'are dropped';
      log.line(
        'iam',
        `AccessDenied: sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${queueArn} because no queue policy allows it for ${topicArn}; its messages ${end} (${resource.path})`,
      );
    });
    return { ref: arn, attributes: { Arn: arn } };
  },
});

const topicPolicy: ResourceHandler = {
  type: 'AWS::SNS::TopicPolicy',
  // Publishers are this account's roles: their own policies decide.
  properties: ['PolicyDocument', 'Topics'],
  create: (resource) => ({ ref: resource.logicalId }),
};

export const topicResources = (needs: Needs): readonly ResourceHandler[] => [
  topic(needs),
  subscription(needs),
  topicPolicy,
];
