// Puts a command into a service's inbox every minute.
import { Schedule, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { everyMinute, retries } from '../compute/schedule.ts';
import type { InboxQueue } from './inbox-queue.ts';

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
