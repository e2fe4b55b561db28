// SQS event source mappings: receives in this process, without a poll interval, and invokes the function.

import type { Filter } from '../../cloud/filters/event-filter.ts';
import type { Queue, ReceivedMessage } from '../../messaging/messaging.ts';
import { waitForMessage } from '../../messaging/wait.ts';
import { createTurns, type Turns } from '../execution/turns.ts';
import { isTooLong, maxPayloadBytes } from '../limits.ts';
import { invokeWhileHidden } from './attempts.ts';
import type { MappingHost } from './mapping.ts';
import { failedItems } from './partial-failures.ts';

export interface QueueMapping {
  readonly queue: Queue;
  readonly functionId: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
  readonly filter: Filter;
  /** Shared by all that the function consumes; of its own where there are none. */
  readonly turns?: Turns;
}

export interface Poller {
  stop(): Promise<void>;
}

const longestWaitMs = 20_000;

function attributesOf(queue: Queue, received: ReceivedMessage): Record<string, string> {
  const message = queue.inflightMessages.get(received.ReceiptHandle)?.message;
  return {
    ApproximateReceiveCount: String(message?.approximateReceiveCount ?? 1),
    SentTimestamp: String(message?.sentTimestamp ?? 0),
    SenderId: '000000000000',
    ApproximateFirstReceiveTimestamp: String(message?.approximateFirstReceiveTimestamp ?? 0),
    ...(message?.messageGroupId && { MessageGroupId: message.messageGroupId }),
    ...(message?.sequenceNumber && { SequenceNumber: message.sequenceNumber }),
    ...(message?.messageDeduplicationId && {
      MessageDeduplicationId: message.messageDeduplicationId,
    }),
  };
}

function recordOf(queue: Queue, received: ReceivedMessage, region: string) {
  const attributes = Object.entries(received.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
      ...(value.BinaryValue !== undefined && { binaryValue: value.BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: value.DataType,
    },
  ]);
  return {
    messageId: received.MessageId,
    receiptHandle: received.ReceiptHandle,
    body: received.Body,
    attributes: attributesOf(queue, received),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: received.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}

function filterable(received: ReceivedMessage): unknown {
  try {
    return { body: JSON.parse(received.Body) };
  } catch {
    return { body: received.Body };
  }
}

/** When the first of them becomes visible again, in ms since the epoch. */
const hiddenUntil = (queue: Queue, batch: readonly ReceivedMessage[]): number =>
  Math.min(
    ...batch.map(
      ({ ReceiptHandle }) => queue.inflightMessages.get(ReceiptHandle)?.visibilityDeadline ?? 0,
    ),
  );

/** AWS' pollers do not die with a laptop: what those of an earlier run had received is for these. */
function takeOver(queue: Queue): void {
  for (const handle of [...queue.inflightMessages.keys()]) queue.changeVisibility(handle, 0);
}

export function startQueuePoller(mapping: QueueMapping, host: MappingHost): Poller {
  const { queue, batchSize, windowSeconds, maximumConcurrency } = mapping;
  const { turns = createTurns(maximumConcurrency, () => false) } = mapping;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const onStop = (listener: () => void) => {
    if (stopping.signal.aborted) listener();
    stopping.signal.addEventListener('abort', listener);
    return () => stopping.signal.removeEventListener('abort', listener);
  };

  /** What the filter wants of what is there; what it does not is deleted. */
  function receive(most: number): ReceivedMessage[] {
    const wanted: ReceivedMessage[] = [];
    while (wanted.length < most) {
      const part = queue.dequeue(Math.min(10, most - wanted.length), undefined, host.queueByArn);
      if (part.length === 0) break;
      for (const message of part) {
        if (mapping.filter(filterable(message))) wanted.push(message);
        else queue.deleteMessage(message.ReceiptHandle);
      }
    }
    return wanted;
  }

  /** What is there, and what comes within the window after it. */
  async function gather(): Promise<ReceivedMessage[]> {
    const batch = receive(batchSize);
    const deadline = Date.now() + windowSeconds * 1000;
    const isFilling = () => windowSeconds > 0 && batch.length < batchSize && Date.now() < deadline;
    while (batch.length > 0 && isFilling() && !stopping.signal.aborted) {
      await waitForMessage(queue, deadline, onStop);
      batch.push(...receive(batchSize - batch.length));
    }
    return batch;
  }

  async function process(batch: readonly ReceivedMessage[]): Promise<void> {
    const Records = batch.map((message) => recordOf(queue, message, host.region));
    const payload = JSON.stringify({ Records });
    if (batch.length > 1 && isTooLong(payload, maxPayloadBytes)) {
      const middle = Math.ceil(batch.length / 2);
      await process(batch.slice(0, middle));
      await process(batch.slice(middle));
      return;
    }
    const result = await invokeWhileHidden(
      () => host.invoke(mapping.functionId, payload),
      hiddenUntil(queue, batch),
      stopping.signal,
    );
    if (!result || result.functionError) return;
    const ids = batch.map((message) => message.MessageId);
    const failed = mapping.reportsItemFailures ? failedItems(result.payload, ids) : new Set();
    // What is not deleted becomes visible again, and ends in the dead-letter queue, by itself.
    for (const message of batch) {
      if (!failed.has(message.MessageId)) queue.deleteMessage(message.ReceiptHandle);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (running.size >= maximumConcurrency) {
        await Promise.race(running);
        continue;
      }
      const endTurn = await turns.take();
      const batch = stopping.signal.aborted ? [] : await gather();
      if (batch.length === 0) {
        endTurn();
        await waitForMessage(queue, Date.now() + longestWaitMs, onStop);
        continue;
      }
      const work: Promise<void> = process(batch)
        .catch((error: unknown) => host.log(`${queue.name}: ${String(error)}`))
        .finally(() => {
          running.delete(work);
          endTurn();
        });
      running.add(work);
    }
  }

  takeOver(queue);
  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
      await Promise.all(running);
    },
  };
}
