// What SQS refuses and fauxqs takes.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import { isForbidden } from './fauxqs-faults.ts';
import { attributeFault, type MessageAttribute } from './rules/message-attributes.ts';
import { checkAttributes, checkNames, type QueueAttributes } from './rules/queue-attributes.ts';

interface Message {
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly DelaySeconds?: unknown;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
  readonly MessageSystemAttributes?: Readonly<Record<string, unknown>>;
  readonly VisibilityTimeout?: unknown;
}

export interface SqsRequest extends Message {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly Attributes?: QueueAttributes;
  readonly AttributeNames?: readonly string[];
  readonly MaxResults?: unknown;
  readonly WaitTimeSeconds?: unknown;
  readonly MaxNumberOfMessages?: unknown;
  readonly Entries?: readonly Message[];
}

const mostAttributes = 10;
const ranges = {
  WaitTimeSeconds: [0, 20],
  MaxNumberOfMessages: [1, 10],
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MaxResults: [1, 1000],
} as const;

const invalid = (message: string) => new AwsError('InvalidParameterValue', message);

function checkRange(name: keyof typeof ranges, value: unknown): void {
  const [low, high] = ranges[name];
  if (value === undefined) return;
  if (Number.isInteger(value) && Number(value) >= low && Number(value) <= high) return;
  throw invalid(
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${low} and ${high}, if provided.`,
  );
}

/** Numbers, letters and punctuation. */
function checkGroupPart(name: string, value: string | undefined): void {
  if (value === undefined || /^[!-~]{1,128}$/.test(value)) return;
  throw invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function checkAttribute(name: string, attribute: MessageAttribute): void {
  const fault = attributeFault(name, attribute);
  if (fault !== undefined) throw invalid(fault);
  if (isForbidden(attribute.StringValue ?? '')) {
    throw invalid(`Message (user) attribute '${name}' has characters that no message may have.`);
  }
}

function checkMessage(message: Message, isFifo: boolean): void {
  const { DelaySeconds, MessageAttributes = {}, MessageSystemAttributes = {} } = message;
  if (!message.MessageBody) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  checkRange('DelaySeconds', DelaySeconds);
  checkGroupPart('MessageGroupId', message.MessageGroupId);
  checkGroupPart('MessageDeduplicationId', message.MessageDeduplicationId);
  if (message.MessageDeduplicationId !== undefined && !isFifo) {
    throw invalid(
      `Value ${message.MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
    );
  }
  const strange = Object.keys(MessageSystemAttributes).find((name) => name !== 'AWSTraceHeader');
  if (strange !== undefined) {
    throw invalid(`Message system attribute name '${strange}' is invalid.`);
  }
  const attributes = Object.entries(MessageAttributes);
  if (attributes.length > mostAttributes) {
    throw invalid(
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${mostAttributes}].`,
    );
  }
  for (const [name, attribute] of attributes) checkAttribute(name, attribute);
}

/** Without the suffix of a FIFO queue, which counts towards its length; no other queue has one. */
const queueName = ({ QueueName: name = '', Attributes }: SqsRequest) =>
  name.length <= 80 && Attributes?.FifoQueue === 'true' ? name.replace(/\.fifo$/, '') : name;

const mostEntries = 10;

function checkBatch(entries: readonly { readonly Id?: string }[]): void {
  if (entries.length > mostEntries) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${mostEntries}. You have sent ${entries.length}.`,
    );
  }
  if (entries.some(({ Id = '' }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}

/** A queue as far as the rules look at it; undefined where there is none. */
export type LooksAt = (urlOrArn: string) => { readonly isFifo: boolean } | undefined;

const checks: Readonly<Record<string, (request: SqsRequest, queueOf: LooksAt) => void>> = {
  ReceiveMessage(request) {
    for (const name of ['WaitTimeSeconds', 'MaxNumberOfMessages', 'VisibilityTimeout'] as const) {
      checkRange(name, request[name]);
    }
  },
  CreateQueue(request, queueOf) {
    if (!/^[\w-]{1,80}$/.test(queueName(request))) {
      throw invalid(
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    }
    const { Attributes = {} } = request;
    checkAttributes(Attributes, Attributes.FifoQueue === 'true', queueOf);
  },
  SetQueueAttributes({ QueueUrl = '', Attributes = {} }, queueOf) {
    const queue = queueOf(QueueUrl);
    if (queue) checkAttributes(Attributes, queue.isFifo, queueOf);
  },
  GetQueueAttributes: ({ AttributeNames = [] }) => checkNames(AttributeNames),
  ListQueues: ({ MaxResults }) => checkRange('MaxResults', MaxResults),
  SendMessage(request, queueOf) {
    const queue = queueOf(request.QueueUrl ?? '');
    if (queue) checkMessage(request, queue.isFifo);
  },
  SendMessageBatch({ QueueUrl = '', Entries = [] }, queueOf) {
    checkBatch(Entries);
    const queue = queueOf(QueueUrl);
    if (queue) for (const entry of Entries) checkMessage(entry, queue.isFifo);
  },
  DeleteMessageBatch: ({ Entries = [] }) => checkBatch(Entries),
  ChangeMessageVisibilityBatch({ Entries = [] }) {
    checkBatch(Entries);
    if (Entries.every(({ VisibilityTimeout }) => VisibilityTimeout !== undefined)) return;
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter VisibilityTimeout of each entry.',
    );
  },
};

const ofAccount = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);

/** Throws as SQS does. An entry of a batch that is refused refuses the batch. */
export function checkSqs(action: string, request: SqsRequest, queueOf: LooksAt): void {
  if (!Object.hasOwn(checks, action)) return;
  if (!request.QueueUrl && !ofAccount.has(action)) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter QueueUrl.');
  }
  checks[action]?.(request, queueOf);
}

const purgeEveryMs = 60_000;

/** A queue is purged once a minute. */
export function createPurges() {
  const last = new Map<string, number>();
  return {
    check(queue: string, now: number): void {
      if (now - (last.get(queue) ?? Number.NEGATIVE_INFINITY) < purgeEveryMs) {
        throw new AwsError(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`,
        );
      }
      last.set(queue, now);
    },
  };
}
