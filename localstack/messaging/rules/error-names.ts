// The names of errors of SQS, which SDKs take from a header.
import type { AwsError } from '../../cloud/protocol/edge-protocol.ts';
import type { RouterAnswer } from '../messaging.ts';

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

/** The code of a thrown error stands in a header as well. */
export const headerOf = ({ code }: AwsError) => ({
  'x-amzn-query-error': `${prefixed.has(code) ? prefix : ''}${code};Sender`,
});
