// How much waits in each queue and in its dead-letter queue, and since when.
import type { Messaging, Queue, QueueMessage } from '../../messaging/messaging.ts';

export interface QueueDepth {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Of the oldest message that waits. */
  readonly oldestAgeSeconds: number | null;
  readonly deadLetter: {
    readonly name: string;
    readonly visible: number;
    readonly oldestAgeSeconds: number | null;
  } | null;
}

export const deadLetterArnOf = ({ attributes }: Queue): string | undefined =>
  (JSON.parse(attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string })
    .deadLetterTargetArn;

/** Seconds since the first of them was sent. */
const ageOf = (messages: readonly QueueMessage[], now: number): number | null =>
  messages.length === 0
    ? null
    : Math.max(0, (now - Math.min(...messages.map((one) => one.sentTimestamp))) / 1000);

/** Source queues with what waits in them and in their dead-letter queues. */
export function queueDepths({ sqs }: Pick<Messaging, 'sqs'>, now = Date.now()): QueueDepth[] {
  const queues = [...sqs.allQueues()];
  const arns = new Set(queues.map(deadLetterArnOf));
  return queues
    .filter(({ arn }) => !arns.has(arn))
    .map((queue) => {
      const { ready, inflight, delayed } = queue.inspectMessages();
      const dead = queues.find(({ arn }) => arn === deadLetterArnOf(queue));
      const letters = dead?.inspectMessages().ready ?? [];
      return {
        name: queue.name,
        visible: ready.length,
        inFlight: inflight.length,
        delayed: delayed.length,
        oldestAgeSeconds: ageOf(ready, now),
        deadLetter: dead
          ? { name: dead.name, visible: letters.length, oldestAgeSeconds: ageOf(letters, now) }
          : null,
      };
    });
}
