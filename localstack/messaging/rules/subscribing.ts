// Names of topics and attributes of subscriptions that SNS refuses and fauxqs takes.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
import { invalid } from './publishing.ts';

const known = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
];

const allowed: Readonly<Record<string, readonly string[]>> = {
  RawMessageDelivery: ['true', 'false'],
  FilterPolicyScope: ['MessageAttributes', 'MessageBody'],
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** Throws InvalidParameter. */
export function checkSubscriptionAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!known.includes(name))
      throw invalid(`AttributeName Reason: Invalid attribute name: ${name}`);
    const values = allowed[name];
    if (values && !values.includes(value.toLowerCase()) && !values.includes(value)) {
      throw invalid(`${name}: Invalid value [${value}]. Must be ${values.join(' or ')}.`);
    }
    if (name === 'RedrivePolicy' && value !== '' && !isJsonObject(value)) {
      throw invalid('RedrivePolicy: failed to parse JSON.');
    }
  }
}

/** Queues only: another one would be taken and never be told anything. */
export function checkEndpoint(topicArn: string, protocol: string, endpoint: string): void {
  if (protocol !== 'sqs') {
    if (
      ![
        'http',
        'https',
        'email',
        'email-json',
        'sms',
        'application',
        'lambda',
        'firehose',
      ].includes(protocol)
    ) {
      throw invalid(`Invalid protocol type: ${protocol}`);
    }
    throw invalid(
      `Protocol Reason: ${protocol} is not part of the embedded cloud: subscribe queues`,
    );
  }
  if (!/^arn:[\w-]+:sqs:[\w-]*:\d*:[\w.-]+$/.test(endpoint)) throw invalid('SQS endpoint ARN');
  if (endpoint.endsWith('.fifo') && !topicArn.endsWith('.fifo')) {
    throw invalid('Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
  }
}

/** A topic with groups says so by its name and by its attribute. */
export function checkTopicName(name: string, isFifo: boolean): void {
  if (name.endsWith('.fifo') && !isFifo) throw invalid('Topic Name');
}

/** A topic that is there is made once more by the same attributes only. */
export function checkSameTopic(
  known: { readonly attributes: Readonly<Record<string, string>> } | undefined,
  attributes: Readonly<Record<string, string>>,
): void {
  const differs = Object.entries(attributes).some(
    ([name, value]) => known && (known.attributes[name] ?? '') !== value,
  );
  if (differs) throw invalid('Attributes Reason: Topic already exists with different attributes');
}
