// A function's end of its inbox queue: each record on its own, failures reported one by one.
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../log.ts';
import type { Inbox } from './inbox.ts';

export interface LambdaConsumer {
  readonly inbox: Inbox;
  readonly log: Log;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
export const queueFunction = (consumer: () => Promise<LambdaConsumer>) => {
  const consume = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const { inbox, log } = await consumer();
    const failed = async (record: SQSRecord): Promise<boolean> => {
      try {
        await inbox(record.body);
        return false;
      } catch (error) {
        log.error({ error, sqsMessageId: record.messageId }, 'message failed');
        return true;
      }
    };
    const results = await Promise.all(Records.map(failed));
    const batchItemFailures = Records.filter((_, index) => results[index]).map(({ messageId }) => ({
      itemIdentifier: messageId,
    }));
    return { batchItemFailures };
  };
  return middy<SQSEvent, SQSBatchResponse>().handler(consume);
};
