// Synthetic customer: buys and cancels something every five minutes, from outside like any other. It may read its own password and nothing else.
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { invokeEvery } from '../../constructs/compute/schedule.ts';
import { raiseAlarm } from '../../constructs/watching/alarm.ts';
import { ServiceStack } from '../../service-stack.ts';
import type { StackArguments } from '../../tandem-stack.ts';

export class SyntheticCustomerStack extends ServiceStack<string> {
  constructor(...stack: StackArguments) {
    super('SyntheticCustomer', 'synthetic-customer', ...stack);
    const { stage, service } = this;
    const deadLetters = this.deadLetterQueue();
    const account = this.secret('AccountSecret', {
      name: 'account',
      description: 'Password of the synthetic customer, and what it pays with',
      generate: {
        secretStringTemplate: JSON.stringify({ paymentToken: 'tok_approved' }),
        generateStringKey: 'password',
        passwordLength: 44,
        excludePunctuation: true,
      },
    });
    const handler = this.serviceFunction('Handler', {
      entry: 'handler',
      startedBy: 'schedule',
      // Waits for its order, and for the end of it.
      timeout: Duration.seconds(28),
      environment: {
        API_URL: this.lookUp('platform/api-url'),
        EMAIL: stage.syntheticCustomer ?? 'synthetic-customer@example.com',
        ACCOUNT_SECRET_ARN: account.secretArn,
      },
      onFailure: deadLetters,
    });
    account.grantRead(handler);
    const isThere = stage.syntheticCustomer !== undefined;
    invokeEvery(this, 'Journey', {
      stage,
      service,
      target: handler,
      deadLetterQueue: deadLetters,
      every: Duration.minutes(5),
      startsWithin: Duration.minutes(5),
      // Without an account it would only fail.
      enabled: isThere,
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
