// Puts facts of the archive into a queue: what a consumer that is new has missed, in the form in which topics tell it.
import { GetQueueUrlCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { batchesOf } from '../../../platform/messaging/batches.ts';
import { bodyOf } from '../../../platform/messaging/outgoing.ts';
import type { ArchivedFact } from '../../archive/read-facts.ts';

/** Facts that are looked at together. */
const together = 10;

interface Sending {
  readonly fact: ArchivedFact;
  readonly body: string;
}

/** Batches that a queue takes. */
function* batches(facts: Iterable<ArchivedFact>): Generator<readonly Sending[]> {
  let some: Sending[] = [];
  const bytesOf = ({ body, fact }: Sending) => Buffer.byteLength(body) + fact.type.length;
  for (const fact of facts) {
    some.push({ fact, body: bodyOf(fact) });
    if (some.length < together) continue;
    yield* batchesOf(some, bytesOf);
    some = [];
  }
  yield* batchesOf(some, bytesOf);
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
    const Entries = batch.map(({ fact, body }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: { type: { DataType: 'String', StringValue: fact.type } },
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const [failed] = Failed;
    if (failed !== undefined) {
      const id = batch[Number(failed.Id)]?.fact.id;
      throw new Error(`${QueueName} does not take ${id}: ${failed.Message ?? failed.Code}`);
    }
    sent += batch.length;
  }
  return sent;
};
