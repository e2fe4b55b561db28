// Attributes of queues that SQS refuses and fauxqs takes, and which of them are asked for.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
import { AwsError } from '../../cloud/protocol/edge-protocol.ts';

export type QueueAttributes = Readonly<Record<string, string>>;

interface Target {
  readonly isFifo: boolean;
}

/** Undefined where there is no such queue. */
type QueueOf = (arn: string) => Target | undefined;

const ofFifo = [
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
];
const known = [
  ...ofFifo,
  'DelaySeconds',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'Policy',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];
const counted = [
  'All',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
];
const mostReceives = 1000;
const flags = ['true', 'false'];
const oneOf: Readonly<Record<string, readonly string[]>> = {
  FifoQueue: flags,
  ContentBasedDeduplication: flags,
  SqsManagedSseEnabled: flags,
  DeduplicationScope: ['messageGroup', 'queue'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

const unknown = (name: string) =>
  new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

const invalid = (name: string, value: string, reason: string) =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );

function objectOf(name: string, value: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // The reason is the same.
  }
  throw invalid(name, value, 'It is not a valid JSON map.');
}

function checkRedrive(value: string, isFifo: boolean, queueOf: QueueOf): void {
  const refuse = (reason: string) => {
    throw invalid('RedrivePolicy', value, reason);
  };
  const { deadLetterTargetArn: arn, maxReceiveCount } = objectOf('RedrivePolicy', value);
  if (arn === undefined)
    refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  if (maxReceiveCount === undefined) {
    refuse('Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > mostReceives) {
    refuse(
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to ${mostReceives} both inclusive.`,
    );
  }
  const target = queueOf(String(arn));
  if (!target) refuse('Dead letter target does not exist.');
  if (target?.isFifo !== isFifo) {
    refuse('Dead-letter queue must be same type of queue as the source.');
  }
}

function checkReuse(value: string): void {
  const seconds = Number(value);
  if (seconds >= 60 && seconds <= 86_400) return;
  throw invalid('KmsDataKeyReusePeriodSeconds', value, 'Must be between 60 and 86400.');
}

function checkValue([name, value]: readonly [string, string]): void {
  const allowed = oneOf[name];
  if (allowed === undefined || allowed.includes(value)) return;
  throw new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}. Reason: Must be one of ${allowed.join(', ')}.`,
  );
}

const isKnown = (name: string, isFifo: boolean) =>
  known.includes(name) && (isFifo || !ofFifo.includes(name));

/** Throws where SQS refuses the attributes of a queue. An empty text takes an attribute away. */
export function checkAttributes(
  attributes: QueueAttributes,
  isFifo: boolean,
  queueOf: QueueOf,
): void {
  const stranger = Object.keys(attributes).find((name) => !isKnown(name, isFifo));
  if (stranger !== undefined) throw unknown(stranger);
  for (const entry of Object.entries(attributes)) checkValue(entry);
  const { RedrivePolicy, Policy, RedriveAllowPolicy, KmsDataKeyReusePeriodSeconds } = attributes;
  if (RedrivePolicy) checkRedrive(RedrivePolicy, isFifo, queueOf);
  if (Policy) objectOf('Policy', Policy);
  if (RedriveAllowPolicy) objectOf('RedriveAllowPolicy', RedriveAllowPolicy);
  if (KmsDataKeyReusePeriodSeconds) checkReuse(KmsDataKeyReusePeriodSeconds);
}

/** Throws where an attribute that is asked for is none. */
export function checkNames(names: readonly string[]): void {
  const stranger = names.find((name) => !known.includes(name) && !counted.includes(name));
  if (stranger !== undefined) throw unknown(stranger);
}
