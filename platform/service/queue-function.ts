// A function behind a queue of its service.
import type { SQSClient } from '@aws-sdk/client-sqs';
import { sqsClient } from '../calls/aws.ts';
import { queueHandler } from '../lambda/queue-handler.ts';
import { createMoveToDeadLetters } from '../messaging/dead-letter-queue.ts';
import { createInbox, type Inbox, type MessageHandler } from '../messaging/inbox.ts';
import type { LogConfig } from '../telemetry/log.ts';
import { type FunctionGround, functionGround } from './ground.ts';
import { type TableConfig, type TableParts, withTable } from './table-ground.ts';

export interface QueueConfig extends LogConfig, TableConfig {
  readonly DEAD_LETTERS_URL: string;
}

export interface QueueGround<Config> extends FunctionGround<Config>, TableParts {
  readonly sqs: SQSClient;
}

/** @param from Last part of the name of the queue, for its dead letters. */
export const queueFunction = <Config extends QueueConfig>(
  config: Config,
  build: (ground: QueueGround<Config>) => Inbox,
  from = 'inbox',
) => {
  const sqs = sqsClient();
  const ground = { ...withTable(functionGround(config)), sqs };
  const { log, correlate } = ground;
  const moveToDeadLetters = createMoveToDeadLetters({
    client: sqs,
    deadLettersUrl: config.DEAD_LETTERS_URL,
    from,
  });
  return queueHandler({ inbox: build(ground), moveToDeadLetters, log, correlate });
};

/** A function that handles the messages of its service's inbox, each by the handler of its contract. */
export const inboxFunction = <Config extends QueueConfig>(
  config: Config,
  handlers: (ground: QueueGround<Config>) => readonly MessageHandler[],
) => queueFunction(config, (ground) => createInbox(handlers(ground), ground.log));
