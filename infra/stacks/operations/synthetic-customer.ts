// Synthetic customer: buys and cancels something every five minutes, from outside like any other. It may read its own password and nothing else.
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { ServiceFunction } from '../../constructs/compute/service-function.ts';
import { DeadLetterQueue } from '../../constructs/messaging/dead-letter-queue.ts';
import { serviceSecret } from '../../constructs/secrets/service-secret.ts';
import { raiseAlarm } from '../../constructs/watching/alarm.ts';
import { lookUp, nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack } from '../../tandem-stack.ts';

const service = 'synthetic-customer';

export class SyntheticCustomerStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig) {
    super(scope, 'SyntheticCustomer', stage);
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
    const account = serviceSecret(this, 'AccountSecret', {
      stage,
      service,
      name: 'account',
      description: 'Password of the synthetic customer, and what it pays with',
      generate: {
        secretStringTemplate: JSON.stringify({ paymentToken: 'tok_approved' }),
        generateStringKey: 'password',
        passwordLength: 44,
        excludePunctuation: true,
      },
    });
    const handler = new ServiceFunction(this, 'Handler', {
      stage,
      service,
      entry: 'handler',
      startedBy: 'schedule',
      // Waits for its order, and for the end of it.
      timeout: Duration.seconds(28),
      environment: {
        API_URL: lookUp(this, stage, 'platform/api-url'),
        EMAIL: stage.syntheticCustomer ?? 'synthetic-customer@example.com',
        ACCOUNT_SECRET_ARN: account.secretArn,
      },
      onFailure: deadLetters,
    });
    account.grantRead(handler);
    const isThere = stage.syntheticCustomer !== undefined;
    new Schedule(this, 'Journey', {
      scheduleName: nameOf(stage, service, 'journey'),
      // Without an account it would only fail.
      enabled: isThere,
      schedule: ScheduleExpression.rate(Duration.minutes(5)),
      target: new LambdaInvoke(handler.alias, {
        deadLetterQueue: deadLetters,
        retryAttempts: 1,
        maxEventAge: Duration.minutes(5),
      }),
    });
    raiseAlarm(this, 'Fails', stage, {
      name: [service, 'fails'],
      says: 'No test order has gone through for a quarter of an hour',
      urgency: 'page',
      runbook: 'synthetic-customer-fails',
      metric: new Metric({
        namespace: 'Tandem',
        metricName: 'JourneyMilliseconds',
        dimensionsMap: { stage: stage.name, service },
        period: Duration.minutes(5),
        statistic: Stats.SAMPLE_COUNT,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: isThere ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
