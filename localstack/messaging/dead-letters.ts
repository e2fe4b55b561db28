// Operations about dead letters that fauxqs does not have: the sources of a queue, and moving its messages back.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
import { randomUUID } from 'node:crypto';
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { Messaging, Queue, ReceivedMessage } from './messaging.ts';

interface MoveRequest {
  readonly QueueUrl?: string;
  readonly SourceArn?: string;
  readonly DestinationArn?: string;
}

interface MoveTask {
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

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);

function targetOf(queue: Queue): string | undefined {
  const policy = JSON.parse(queue.attributes.RedrivePolicy ?? '{}') as {
    deadLetterTargetArn?: string;
  };
  return policy.deadLetterTargetArn;
}

export function deadLetterOperations(messaging: Messaging, urlOf: (name: string) => string) {
  /** Newest first. */
  const tasks: MoveTask[] = [];

  const sourcesOf = (arn: string) =>
    [...messaging.sqs.allQueues()].filter((queue) => targetOf(queue) === arn);

  async function call(action: string, body: object): Promise<Record<string, unknown>> {
    const headers = { 'x-amz-target': `AmazonSQS.${action}` };
    const answer = await messaging.callSqs({ headers, body });
    if (answer.status !== 200) throw new Error(answer.body);
    return JSON.parse(answer.body) as Record<string, unknown>;
  }

  async function moveOne(source: Queue, target: Queue, message: ReceivedMessage): Promise<void> {
    await call('SendMessage', {
      QueueUrl: urlOf(target.name),
      MessageBody: message.Body,
      ...(message.MessageAttributes && { MessageAttributes: message.MessageAttributes }),
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

  function start({ SourceArn = '', DestinationArn }: MoveRequest) {
    const source = messaging.sqs.getQueueByArn(SourceArn);
    if (!source)
      throw notFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    const sources = sourcesOf(SourceArn);
    if (sources.length === 0) {
      throw new AwsError(
        'InvalidParameterValue',
        'Source queue must be configured as a Dead Letter Queue.',
      );
    }
    if (DestinationArn === undefined && sources.length > 1) {
      throw new AwsError(
        'InvalidParameterValue',
        `several queues have this dead-letter queue: name the destination in the embedded cloud (${sources.map(({ arn }) => arn).join(', ')})`,
      );
    }
    const target =
      DestinationArn === undefined ? sources[0] : messaging.sqs.getQueueByArn(DestinationArn);
    if (!target)
      throw notFound(
        "The resource that you specified for the DestinationArn parameter doesn't exist.",
      );
    if (tasks.some((task) => task.Status === 'RUNNING' && task.SourceArn === SourceArn)) {
      throw new AwsError('InvalidParameterValue', 'There is already a task running.');
    }
    const task: MoveTask = {
      TaskHandle: randomUUID(),
      Status: 'RUNNING',
      SourceArn,
      ...(DestinationArn !== undefined && { DestinationArn }),
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: source.inspectMessages().ready.length,
      StartedTimestamp: Date.now(),
    };
    tasks.unshift(task);
    run(task, source, target).then(
      () => {
        task.Status = 'COMPLETED';
      },
      (error: unknown) => {
        task.Status = 'FAILED';
        task.FailureReason = String(error);
      },
    );
    return { TaskHandle: task.TaskHandle };
  }

  const operations: Readonly<Record<string, (request: MoveRequest) => object>> = {
    ListDeadLetterSourceQueues({ QueueUrl = '' }) {
      const queue = messaging.queue(QueueUrl);
      if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      return { queueUrls: sourcesOf(queue.arn).map(({ name }) => urlOf(name)) };
    },
    StartMessageMoveTask: start,
    ListMessageMoveTasks: ({ SourceArn = '' }) => {
      if (!messaging.sqs.getQueueByArn(SourceArn)) throw notFound(`there is no queue ${SourceArn}`);
      return { Results: tasks.filter((task) => task.SourceArn === SourceArn).slice(0, 10) };
    },
  };
  return operations;
}
