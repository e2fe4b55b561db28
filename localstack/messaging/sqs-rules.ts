// What SQS refuses and fauxqs takes, and the names of errors.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { RouterAnswer } from './messaging.ts';

interface Attribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

interface Message {
  readonly DelaySeconds?: unknown;
  readonly MessageAttributes?: Readonly<Record<string, Attribute>>;
}

export interface SqsRequest extends Message {
  readonly QueueName?: string;
  readonly WaitTimeSeconds?: unknown;
  readonly MaxNumberOfMessages?: unknown;
  readonly VisibilityTimeout?: unknown;
  readonly Entries?: readonly Message[];
}

const mostAttributes = 10;
const ranges = {
  WaitTimeSeconds: [0, 20],
  MaxNumberOfMessages: [1, 10],
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
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

function checkAttribute(name: string, { DataType = '', ...values }: Attribute): void {
  if (
    !/^[\w.-]{1,256}$/.test(name) ||
    /^(?:aws|amazon)\./i.test(name) ||
    /^\.|\.$|\.\./.test(name)
  ) {
    throw invalid(`Message (user) attribute name '${name}' is invalid.`);
  }
  if (!/^(?:String|Number|Binary)(?:\..+)?$/.test(DataType)) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const value = DataType.startsWith('Binary') ? values.BinaryValue : values.StringValue;
  if (value === undefined || value === '') {
    throw invalid(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`,
    );
  }
}

function checkMessage({ DelaySeconds, MessageAttributes = {} }: Message): void {
  checkRange('DelaySeconds', DelaySeconds);
  const attributes = Object.entries(MessageAttributes);
  if (attributes.length > mostAttributes) {
    throw invalid(
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${mostAttributes}].`,
    );
  }
  for (const [name, attribute] of attributes) checkAttribute(name, attribute);
}

/** The code of a thrown error stands in a header as well. */
export const headerOf = ({ code }: AwsError) => ({
  'x-amzn-query-error': `${prefixed.has(code) ? prefix : ''}${code};Sender`,
});

/** Without the suffix of a FIFO queue, which counts towards its length. */
const queueName = ({ QueueName: name = '' }: SqsRequest) =>
  name.length <= 80 ? name.replace(/\.fifo$/, '') : name;

/** Throws InvalidParameterValue. An entry of a batch that is refused refuses the batch. */
export function checkSqs(action: string, request: SqsRequest): void {
  if (action === 'ReceiveMessage') {
    for (const name of ['WaitTimeSeconds', 'MaxNumberOfMessages', 'VisibilityTimeout'] as const) {
      checkRange(name, request[name]);
    }
  }
  if (action === 'CreateQueue' && !/^[\w-]{1,80}$/.test(queueName(request))) {
    throw invalid(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
  if (action === 'SendMessage') checkMessage(request);
  if (action === 'SendMessageBatch') for (const entry of request.Entries ?? []) checkMessage(entry);
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

// https://github.com/aws/api-models-aws/tree/main/models/sqs: the trait awsQueryError of each error.
const prefixed = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'NonExistentQueue',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
]);
const prefix = 'AWS.SimpleQueueService.';
const renamed: Readonly<Record<string, string>> = { QueueNameExists: 'QueueAlreadyExists' };

/** SDKs take the name of an error from its code, which has a prefix for some errors only. */
export function withErrorCode(answer: RouterAnswer): RouterAnswer {
  const header = answer.headers['x-amzn-query-error'];
  const [, code = '', fault = ''] =
    /^AWS\.SimpleQueueService\.(\w+);(\w+)$/.exec(header ?? '') ?? [];
  if (code === '' || prefixed.has(code)) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, 'x-amzn-query-error': `${renamed[code] ?? code};${fault}` },
  };
}
