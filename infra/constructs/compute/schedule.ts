// Runs a function every minute, or more rarely.
import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import type { ServiceFunction } from './service-function.ts';

export const everyMinute = ScheduleExpression.rate(Duration.minutes(1));

/** A run that could not start is dropped after a minute: the next one does the same work. */
export const retries = { retryAttempts: 1, maxEventAge: Duration.minutes(1) };

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
