// A function's end of its queue: each record on its own; the last failure of one goes to the dead letters with its reason.
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { MoveToDeadLetters } from '../messaging/dead-letter-queue.ts';
import { idsOf } from '../messaging/failed-message.ts';
import type { Inbox } from '../messaging/inbox.ts';
import type { Log } from '../telemetry/log.ts';
import type { Correlate } from './correlation.ts';
import { type BatchAnswer, partialBatches } from './partial-batches.ts';
import { pipeline } from './pipeline.ts';

export interface QueueHandler {
  readonly inbox: Inbox;
  /** Told of each failure. */
  readonly moveToDeadLetters: MoveToDeadLetters;
  readonly log: Log;
  readonly correlate: Correlate;
}

export const queueHandler = ({ inbox, moveToDeadLetters, log, correlate }: QueueHandler) => {
  const isMoved = async ({ messageId, body, attributes }: SQSRecord, error: unknown) => {
    const receives = Number(attributes.ApproximateReceiveCount);
    try {
      return await moveToDeadLetters({ messageId, body, receives }, error);
    } catch (reason) {
      log.warn({ error: reason, sqsMessageId: messageId }, 'the dead letter was not written');
      return false;
    }
  };

  const receive = async (record: SQSRecord): Promise<void> => {
    try {
      await inbox(record.body);
    } catch (error) {
      log.error({ error, sqsMessageId: record.messageId, ...idsOf(record.body) }, 'message failed');
      if (!(await isMoved(record, error))) throw error;
    }
  };

  return pipeline<SQSEvent, PromiseSettledResult<void>[], BatchAnswer>({
    correlate,
    middlewares: [partialBatches<SQSRecord>(({ messageId }) => messageId)],
    handle: ({ Records }) => Promise.allSettled(Records.map(receive)),
  });
};
