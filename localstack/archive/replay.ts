// Puts facts of the archive into a queue: what a consumer that is new has missed, in the form in which topics tell it.
import { GetQueueUrlCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ArchivedFact } from './read-facts.ts';

/** Messages of a batch: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const together = 10;

function* batches<T>(items: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < together) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Answers how many; throws at the first that the queue does not take. Twice does no harm: a consumer knows the ids. */
export const replay = async (
  client: SQSClient,
  QueueName: string,
  facts: Iterable<ArchivedFact>,
): Promise<number> => {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  let sent = 0;
  for (const batch of batches(facts)) {
    const Entries = batch.map((fact, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(fact),
      MessageAttributes: { type: { DataType: 'String', StringValue: fact.type } },
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const [failed] = Failed;
    if (failed !== undefined) {
      const { id } = batch[Number(failed.Id)] ?? {};
      throw new Error(`${QueueName} does not take ${id}: ${failed.Message ?? failed.Code}`);
    }
    sent += batch.length;
  }
  return sent;
};
