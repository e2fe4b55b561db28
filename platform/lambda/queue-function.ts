// A function's end of its inbox queue: each record on its own, failures reported one by one.
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Bury } from '../messaging/dead-letter-queue.ts';
import type { Inbox } from '../messaging/inbox.ts';
import type { Log } from '../telemetry/log.ts';
import { sendingSpans } from './spans.ts';

export interface LambdaConsumer {
  readonly inbox: Inbox;
  /** Told of each failure. */
  readonly bury: Bury;
  readonly log: Log;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
export const queueFunction = (consumer: () => Promise<LambdaConsumer>) => {
  const consume = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const { inbox, bury, log } = await consumer();
    const isLost = async ({ messageId, body, attributes }: SQSRecord, error: unknown) => {
      const receives = Number(attributes.ApproximateReceiveCount);
      try {
        return !(await bury({ messageId, body, receives }, error));
      } catch (reason) {
        log.warn({ error: reason, sqsMessageId: messageId }, 'the dead letter was not written');
        return true;
      }
    };
    const failed = async (record: SQSRecord): Promise<boolean> => {
      try {
        await inbox(record.body);
        return false;
      } catch (error) {
        log.error({ error, sqsMessageId: record.messageId }, 'message failed');
        return isLost(record, error);
      }
    };
    const results = await Promise.all(Records.map(failed));
    const batchItemFailures = Records.filter((_, index) => results[index]).map(({ messageId }) => ({
      itemIdentifier: messageId,
    }));
    return { batchItemFailures };
  };
  return middy<SQSEvent, SQSBatchResponse>().use(sendingSpans()).handler(consume);
};
