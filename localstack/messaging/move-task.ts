// Moves the messages of a dead-letter queue back, one by one, and tells how far it has come.
import { randomUUID } from 'node:crypto';
import type { Messaging, Queue, ReceivedMessage } from './messaging.ts';

export interface MoveTask {
  readonly TaskHandle: string;
  Status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  FailureReason?: string;
  /** Milliseconds since the epoch. */
  readonly StartedTimestamp: number;
}

export interface Move {
  readonly source: Queue;
  readonly target: Queue;
  /** As the request names it; left out where there is only one. */
  readonly destinationArn: string | undefined;
}

export function createMover(messaging: Messaging, urlOf: (name: string) => string) {
  async function call(action: string, body: object): Promise<Record<string, unknown>> {
    const headers = { 'x-amz-target': `AmazonSQS.${action}` };
    const answer = await messaging.callSqs({ headers, body });
    if (answer.status !== 200) throw new Error(answer.body);
    return JSON.parse(answer.body) as Record<string, unknown>;
  }

  /** What is moved is a new message: what its queue has said before does not keep it away. */
  async function moveOne(source: Queue, target: Queue, message: ReceivedMessage): Promise<void> {
    const group = message.Attributes?.MessageGroupId;
    await call('SendMessage', {
      QueueUrl: urlOf(target.name),
      MessageBody: message.Body,
      ...(message.MessageAttributes && { MessageAttributes: message.MessageAttributes }),
      ...(group && { MessageGroupId: group, MessageDeduplicationId: message.MessageId }),
    });
    await call('DeleteMessage', {
      QueueUrl: urlOf(source.name),
      ReceiptHandle: message.ReceiptHandle,
    });
  }

  async function run(task: MoveTask, source: Queue, target: Queue): Promise<void> {
    const request = {
      QueueUrl: urlOf(source.name),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['MessageGroupId'],
    };
    while (task.ApproximateNumberOfMessagesMoved < task.ApproximateNumberOfMessagesToMove) {
      const { Messages = [] } = await call('ReceiveMessage', request);
      const received = Messages as ReceivedMessage[];
      if (received.length === 0) return;
      for (const message of received) {
        await moveOne(source, target, message);
        task.ApproximateNumberOfMessagesMoved += 1;
      }
    }
  }

  /** Begins at once; the task says what becomes of it. */
  return ({ source, target, destinationArn }: Move): MoveTask => {
    const task: MoveTask = {
      TaskHandle: randomUUID(),
      Status: 'RUNNING',
      SourceArn: source.arn,
      ...(destinationArn !== undefined && { DestinationArn: destinationArn }),
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: source.inspectMessages().ready.length,
      StartedTimestamp: Date.now(),
    };
    run(task, source, target).then(
      () => {
        task.Status = 'COMPLETED';
      },
      (error: unknown) => {
        task.Status = 'FAILED';
        task.FailureReason = String(error);
      },
    );
    return task;
  };
}
