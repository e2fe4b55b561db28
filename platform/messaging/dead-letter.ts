// One dead letter: what it was, where it failed and why, as far as it tells.
import type { Message } from '@aws-sdk/client-sqs';

export interface DeadLetter {
  /** Of the dead-letter queue; the envelope has its own. */
  readonly letterId: string;
  /** By which the logs name the message that failed. */
  readonly messageId: string;
  /** Envelope id, type and subject, as far as the body can be read. */
  readonly id: string | null;
  readonly type: string | null;
  readonly subject: string | null;
  /** Last part of the name of the queue it failed in; null when it did not fail in a queue. */
  readonly from: string | null;
  readonly diedAt: string | null;
  readonly receives: number;
  /** Null when its consumer ended before it could say. */
  readonly reason: string | null;
  readonly body: string;
}

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {};

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const parsed = (body: string): Members => {
  try {
    return membersOf(JSON.parse(body));
  } catch {
    return {};
  }
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failedCall = ({ requestContext, responsePayload }: Members): string | null =>
  textOr(membersOf(responsePayload).errorMessage) ?? textOr(membersOf(requestContext).condition);

const isEnvelope = ({ specversion, data }: Members): boolean =>
  typeof specversion === 'string' && data !== undefined;

export const deadLetterOf = ({
  MessageId = '',
  Body = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): DeadLetter => {
  const members = parsed(Body);
  const attribute = (name: string) => textOr(MessageAttributes[name]?.StringValue);
  const sent = Number(Attributes.SentTimestamp);
  return {
    letterId: MessageId,
    messageId: attribute('messageId') ?? MessageId,
    id: textOr(members.id),
    type: textOr(members.type),
    subject: textOr(members.subject),
    from: attribute('from') ?? (isEnvelope(members) ? 'inbox' : null),
    diedAt: Number.isFinite(sent) ? new Date(sent).toISOString() : null,
    receives: Number(attribute('receives') ?? Attributes.ApproximateReceiveCount ?? 0),
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
    reason: attribute('reason') ?? attribute('ERROR_MESSAGE') ?? failedCall(members),
    body: Body,
  };
};

export interface DeadLetterFilter {
  readonly id?: string;
  readonly type?: string;
  readonly subject?: string;
}

export const isWanted = (letter: DeadLetter, { id, type, subject }: DeadLetterFilter): boolean =>
  (id === undefined || [letter.id, letter.messageId, letter.letterId].includes(id)) &&
  (type === undefined || letter.type === type) &&
  (subject === undefined || letter.subject === subject);
