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

interface InvocationProps {
  readonly stage: StageConfig;
  readonly service: string;
  readonly target: ServiceFunction;
  /** Takes the events of runs that could not start. */
  readonly deadLetterQueue: IQueue;
}

export const invokeEveryMinute = (scope: Construct, id: string, props: InvocationProps): void => {
  const { stage, service, target, deadLetterQueue } = props;
  new Schedule(scope, id, {
    scheduleName: nameOf(stage, service, id.toLowerCase()),
    schedule: everyMinute,
    target: new LambdaInvoke(target.alias, { deadLetterQueue, ...retries }),
  });
};

export interface RareInvocationProps extends InvocationProps {
  readonly every: Duration;
  /** A run that could not start is dropped after this time. */
  readonly startsWithin: Duration;
  /** @default true */
  readonly enabled?: boolean;
}

export const invokeEvery = (scope: Construct, id: string, props: RareInvocationProps): void => {
  const { stage, service, target, deadLetterQueue, every, startsWithin, enabled } = props;
  new Schedule(scope, id, {
    scheduleName: nameOf(stage, service, id.toLowerCase()),
    ...(enabled !== undefined && { enabled }),
    schedule: ScheduleExpression.rate(every),
    target: new LambdaInvoke(target.alias, {
      deadLetterQueue,
      retryAttempts: 1,
      maxEventAge: startsWithin,
    }),
  });
};

interface CommandProps {
  readonly stage: StageConfig;
  /** Of the message. */
  readonly type: string;
  readonly inbox: InboxQueue;
}

/**
 * The command is a CloudEvents envelope whose id and time EventBridge Scheduler fills in:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export const commandEveryMinute = (
  scope: Construct,
  id: string,
  { stage, type, inbox }: CommandProps,
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
