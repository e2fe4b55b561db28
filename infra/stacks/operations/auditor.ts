// Auditor: compares what all tables say, every hour. It may read and nothing else.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { services } from '../../../events/routes.ts';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { DeadLetterQueue } from '../../constructs/messaging/dead-letter-queue.ts';
import { raiseAlarm } from '../../constructs/watching/alarm.ts';
import { lookUp, nameOf, tableNameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'auditor';

export class AuditorStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'Auditor', stage);
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'schedule',
      timeout: Duration.seconds(28),
      memorySize: 1769,
      environment: {
        TABLES: this.toJsonString(
          Object.fromEntries(services.map((each) => [each, tableNameOf(stage, each)])),
        ),
      },
      onFailure: deadLetters,
    });
    Grant.addToPrincipal({
      grantee: handler,
      actions: ['dynamodb:Scan'],
      resourceArns: services.map((each) => lookUp(this, stage, `${each}/table-arn`)),
    });
    new Schedule(this, 'Hourly', {
      scheduleName: nameOf(stage, service, 'hourly'),
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      target: new LambdaInvoke(handler.alias, {
        deadLetterQueue: deadLetters,
        retryAttempts: 1,
        maxEventAge: Duration.minutes(15),
      }),
    });
    raiseAlarm(this, 'Broken', stage, {
      name: [service, 'invariant-broken'],
      says: 'Money, stock or messages are not what the services promise',
      urgency: 'page',
      runbook: 'invariant-broken',
      metric: new Metric({
        namespace: 'Tandem',
        metricName: 'Breaches',
        dimensionsMap: { stage: stage.name, service },
        period: Duration.hours(1),
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
    });
  }
}
