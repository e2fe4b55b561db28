// Runs something every minute: a function, or a command put into a service's inbox.
import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { InboxQueue } from '../messaging/inbox-queue.ts';
import type { ServiceFunction } from './service-function.ts';

const everyMinute = ScheduleExpression.rate(Duration.minutes(1));

/** A run that could not start is dropped after a minute: the next one does the same work. */
const retries = { retryAttempts: 1, maxEventAge: Duration.minutes(1) };

export const invokeEveryMinute = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  service: string,
  target: ServiceFunction,
  deadLetterQueue: IQueue,
): void => {
  new Schedule(scope, id, {
    scheduleName: nameOf(stage, service, id.toLowerCase()),
    schedule: everyMinute,
    target: new LambdaInvoke(target.alias, { deadLetterQueue, ...retries }),
  });
};

/**
 * The command is a CloudEvents envelope whose id and time EventBridge Scheduler fills in:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export const commandEveryMinute = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  type: string,
  inbox: InboxQueue,
): void => {
  const execution = '<aws.scheduler.execution-id>';
  new Schedule(scope, id, {
    scheduleName: nameOf(stage, type.slice(0, type.lastIndexOf('.')).replace('.', '-')),
    schedule: everyMinute,
    target: new SqsSendMessage(inbox.queue, {
      input: ScheduleTargetInput.fromObject({
        specversion: '1.0',
        id: execution,
        source: '/tandem/scheduler',
        type,
        subject: 'schedule',
        time: '<aws.scheduler.scheduled-time>',
        datacontenttype: 'application/json',
        sequence: 0,
        correlationid: execution,
        causationid: execution,
        data: {},
      }),
      deadLetterQueue: inbox.deadLetters,
      ...retries,
    }),
  });
};
