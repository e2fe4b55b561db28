// Auditor: compares what all tables say, every hour. It may read and nothing else.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { services } from '../../../events/routes.ts';
import { invokeEvery } from '../../constructs/compute/schedule.ts';
import { raiseAlarm } from '../../constructs/watching/alarm.ts';
import { tableNameOf } from '../../names.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class AuditorStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('Auditor', 'auditor', ...stack);
    const { stage, service } = this;
    const deadLetters = this.deadLetterQueue();
    const handler = this.serviceFunction('Handler', {
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
    handler.allow(
      ['dynamodb:Scan'],
      services.map((each) => this.lookUp(`${each}/table-arn`)),
    );
    invokeEvery(this, 'Hourly', {
      stage,
      service,
      target: handler,
      deadLetterQueue: deadLetters,
      every: Duration.hours(1),
      startsWithin: Duration.minutes(15),
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
