// What SNS wants of a message: one target, a text, attributes that are some, and a batch of a size.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { AwsError } from '../../cloud/protocol/edge-protocol.ts';
import { attributeFault, type MessageAttribute, valueFault } from './message-attributes.ts';

type Form = Readonly<Record<string, string>>;

const maxBytes = 262_144;

/** What SNS itself reads, by names that are reserved otherwise: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html#sns-attrib-mobile-reserved */
const isOwn = (name: string) => /^AWS\.(?:SNS\.(?:SMS|MOBILE)|MM\.SMS)\.[\w.]+$/.test(name);

export const invalid = (message: string) =>
  new AwsError('InvalidParameter', `Invalid parameter: ${message}`);

/** Throws where the text is no ARN of the service. */
export function checkArn(member: string, arn: string): void {
  const parts = arn.split(':');
  if (parts.length < 6) {
    throw invalid(`${member} Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  }
  if (parts[0] !== 'arn' || parts[2] !== 'sns')
    throw invalid(`${member} Reason: ${arn} is no ARN of SNS`);
}

const isPhone = (number: string) => /^\+?[1-9]\d{6,14}$/.test(number.replace(/[ ()-]/g, ''));

/** A topic or a phone number, exactly one of them; a `TargetArn` is that of a topic. */
export function checkTarget({ TopicArn, TargetArn, PhoneNumber }: Form): void {
  const targets = [TopicArn, TargetArn, PhoneNumber].filter((one) => one);
  if (targets.length !== 1) {
    throw invalid('TopicArn, TargetArn or PhoneNumber Reason: exactly one of them is required');
  }
  if (TopicArn) checkArn('TopicArn', TopicArn);
  if (TargetArn) checkArn('TargetArn', TargetArn);
  if (PhoneNumber && !isPhone(PhoneNumber)) {
    throw invalid(`PhoneNumber Reason: ${PhoneNumber} is not valid to publish to`);
  }
}

/** The attributes of one message, by their names. */
function attributesOf(form: Form, prefix: string): [string, MessageAttribute][] {
  const start = `${prefix}MessageAttributes.entry.`;
  return Object.entries(form).flatMap(([key, name]): [string, MessageAttribute][] => {
    const at = key.startsWith(start)
      ? /^(\d+)\.Name$/.exec(key.slice(start.length))?.[1]
      : undefined;
    if (at === undefined) return [];
    const value = (member: string) => form[`${start}${at}.Value.${member}`];
    const attribute = {
      DataType: value('DataType'),
      StringValue: value('StringValue'),
      BinaryValue: value('BinaryValue'),
    };
    return [[name, attribute as MessageAttribute]];
  });
}

const textsOf = ([name, attribute]: readonly [string, MessageAttribute]) => [
  name,
  ...Object.values(attribute as Record<string, string | undefined>),
];

/** Throws where the message is refused; answers its length in bytes. */
function checkMessage(form: Form, prefix: string, isFifo: boolean): number {
  const message = form[`${prefix}Message`] ?? '';
  if (message === '') throw invalid('Empty message');
  if (!isFifo && form[`${prefix}MessageDeduplicationId`] !== undefined) {
    throw invalid(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  const attributes = attributesOf(form, prefix);
  for (const [name, attribute] of attributes) {
    const fault = (isOwn(name) ? valueFault : attributeFault)(name, attribute);
    if (fault !== undefined) throw new AwsError('ParameterValueInvalid', fault);
  }
  const texts = [message, ...attributes.flatMap(textsOf)];
  return texts.reduce((bytes, text = '') => bytes + Buffer.byteLength(text), 0);
}

/** Throws where what is published is refused. */
export function checkPublished(form: Form): void {
  const isFifo = (form.TopicArn ?? form.TargetArn ?? '').endsWith('.fifo');
  if (checkMessage(form, '', isFifo) <= maxBytes) return;
  throw invalid('Message too long');
}

/** Throws where a batch is refused. */
export function checkBatch(form: Form): void {
  checkArn('TopicArn', form.TopicArn ?? '');
  const isFifo = (form.TopicArn ?? '').endsWith('.fifo');
  const prefixes = Object.keys(form).flatMap(
    (name) => /^(PublishBatchRequestEntries\.member\.\d+\.)Id$/.exec(name)?.[1] ?? [],
  );
  const bytes = prefixes.reduce((sum, prefix) => sum + checkMessage(form, prefix, isFifo), 0);
  if (bytes <= maxBytes) return;
  throw new AwsError(
    'BatchRequestTooLong',
    'The length of all the messages put together is more than the limit.',
  );
}
