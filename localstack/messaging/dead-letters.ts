// Operations about dead letters that fauxqs does not have: the sources of a queue, and moving its messages back.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { Messaging, Queue } from './messaging.ts';
import { createMover, type Move, type MoveTask } from './move-task.ts';

interface MoveRequest {
  readonly QueueUrl?: string;
  readonly SourceArn?: string;
  readonly DestinationArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: unknown;
  readonly MaxResults?: unknown;
}

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);

function targetOf(queue: Queue): string | undefined {
  const policy = JSON.parse(queue.attributes.RedrivePolicy ?? '{}') as {
    deadLetterTargetArn?: string;
  };
  return policy.deadLetterTargetArn;
}

type Sqs = Messaging['sqs'];

function checkMost(name: string, value: unknown, most: number): void {
  if (value === undefined) return;
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most) return;
  throw new AwsError(
    'InvalidParameterValue',
    `Value for parameter ${name} is invalid. Reason: Must be between 1 and ${most}, if provided.`,
  );
}

/** Only a task that runs can be cancelled. */
const told = ({ TaskHandle, ...task }: MoveTask) =>
  task.Status === 'RUNNING' ? { TaskHandle, ...task } : task;

const sourcesOf = (sqs: Sqs, arn: string) =>
  [...sqs.allQueues()].filter((queue) => targetOf(queue) === arn);

/** From where to where; refuses what is not clear. */
function moveOf(sqs: Sqs, { SourceArn = '', DestinationArn }: MoveRequest): Move {
  const source = sqs.getQueueByArn(SourceArn);
  if (!source)
    throw notFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  const sources = sourcesOf(sqs, SourceArn);
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
  const target = DestinationArn === undefined ? sources[0] : sqs.getQueueByArn(DestinationArn);
  if (!target)
    throw notFound(
      "The resource that you specified for the DestinationArn parameter doesn't exist.",
    );
  return { source, target, destinationArn: DestinationArn };
}

export function deadLetterOperations(messaging: Messaging, urlOf: (name: string) => string) {
  const { sqs } = messaging;
  const begin = createMover(messaging, urlOf);
  /** Newest first. */
  const tasks: MoveTask[] = [];

  function start(request: MoveRequest) {
    checkMost('MaxNumberOfMessagesPerSecond', request.MaxNumberOfMessagesPerSecond, 500);
    const move = moveOf(sqs, request);
    const { arn } = move.source;
    if (tasks.some((task) => task.Status === 'RUNNING' && task.SourceArn === arn)) {
      throw new AwsError('InvalidParameterValue', 'There is already a task running.');
    }
    const task = begin(move);
    tasks.unshift(task);
    return { TaskHandle: task.TaskHandle };
  }

  const operations: Readonly<Record<string, (request: MoveRequest) => object>> = {
    ListDeadLetterSourceQueues({ QueueUrl = '' }) {
      const queue = messaging.queue(QueueUrl);
      if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      return { queueUrls: sourcesOf(sqs, queue.arn).map(({ name }) => urlOf(name)) };
    },
    StartMessageMoveTask: start,
    ListMessageMoveTasks: ({ SourceArn = '', MaxResults = 1 }) => {
      checkMost('MaxResults', MaxResults, 10);
      if (!sqs.getQueueByArn(SourceArn)) throw notFound(`there is no queue ${SourceArn}`);
      const found = tasks.filter((task) => task.SourceArn === SourceArn);
      return { Results: found.slice(0, Number(MaxResults)).map(told) };
    },
  };
  return operations;
}
