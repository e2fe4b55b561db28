// Observability: what Tandem promises and how it is watched. Dashboards of the system and of each service, alarms over more than one part.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { raiseAlarm } from '../constructs/alarm.ts';
import { BurnRateAlarms } from '../constructs/burn-rate.ts';
import { dashboard } from '../constructs/dashboard.ts';
import { alarmOnLog } from '../constructs/log-alarm.ts';
import { objectives } from '../constructs/objectives.ts';
import { gatewayRow, partRows, promiseRow } from '../constructs/service-graphs.ts';
import { nameOf } from '../names.ts';
import type { StageConfig } from '../stages.ts';
import { TandemStack, type Watched } from '../tandem-stack.ts';

const all = (stacks: readonly TandemStack[]): Watched => {
  const of = (kind: keyof Watched) => stacks.flatMap(({ watched }) => watched[kind]);
  return {
    functions: of('functions'),
    containers: of('containers'),
    queues: of('queues'),
    deadLetters: of('deadLetters'),
    tables: of('tables'),
  };
};

export class ObservabilityStack extends TandemStack {
  constructor(scope: Construct, stage: StageConfig, services: readonly TandemStack[]) {
    super(scope, 'Observability', stage);
    const burnRates = objectives(stage).map(
      (objective) => new BurnRateAlarms(this, objective.name, stage, objective),
    );
    this.logAlarms();
    this.systemAlarms();
    const burning = objectives(stage).flatMap(({ name }) =>
      ['fast', 'slow', 'creeping'].map((part) => nameOf(stage, name, part)),
    );
    const everything = all(services);
    dashboard(this, 'System', nameOf(stage), [
      { title: `Tandem ${stage.name}` },
      { alarms: burning },
      gatewayRow(stage),
      promiseRow(stage),
      ...partRows(stage, everything),
    ]);
    for (const { part, watched } of services) {
      dashboard(this, part, nameOf(stage, part.toLowerCase()), [
        { title: `${part} (${stage.name})` },
        ...partRows(stage, watched),
      ]);
    }
    // The widget of alarms names them, so they are made first.
    for (const each of burnRates) this.node.findChild('System').node.addDependency(each);
  }

  /** What the services say of themselves. */
  private logAlarms(): void {
    const { stage } = this;
    alarmOnLog(this, 'OverdueOrders', stage, {
      name: ['orders', 'overdue'],
      says: 'Orders have passed the deadline of their state and were timed out',
      urgency: 'ticket',
      runbook: 'orders-overdue',
      logGroupName: `/ecs/${nameOf(stage, 'orders')}`,
      pattern: '{ $.message = "orders were overdue" }',
      value: '$.overdue',
      threshold: 10,
    });
    alarmOnLog(this, 'FlaggedPayments', stage, {
      name: ['orders', 'payment-flagged'],
      says: 'What the payment provider says does not match an order, which is held for review',
      urgency: 'page',
      runbook: 'payment-flagged',
      logGroupName: `/ecs/${nameOf(stage, 'orders')}`,
      pattern: '{ $.message = "message handled" && $.type = "payments.payment-flagged.*" }',
      threshold: 1,
    });
    alarmOnLog(this, 'UnmatchedProviderEvents', stage, {
      name: ['payments', 'event-unmatched'],
      says: 'The payment provider has told of a payment that is not known here, and never was for three days',
      urgency: 'ticket',
      runbook: 'payment-flagged',
      logGroupName: `/aws/lambda/${nameOf(stage, 'payments', 'reconcile')}`,
      pattern: '{ $.message = "a provider event fits no payment" }',
      threshold: 1,
    });
    alarmOnLog(this, 'SweptMessages', stage, {
      name: ['outbox-relay', 'swept'],
      says: 'The sweeper keeps finding messages that the streams have left',
      urgency: 'ticket',
      runbook: 'relay-behind',
      logGroupName: `/aws/lambda/${nameOf(stage, 'outbox-relay', 'sweep')}`,
      pattern: '{ $.swept > 0 }',
      value: '$.swept',
      threshold: 1,
      evaluationPeriods: 3,
    });
    alarmOnLog(this, 'ReusedRefreshTokens', stage, {
      name: ['auth', 'refresh-token-reused'],
      says: 'Refresh tokens were used twice: someone may hold stolen ones',
      urgency: 'ticket',
      runbook: 'refresh-token-reused',
      logGroupName: `/aws/lambda/${nameOf(stage, 'auth', 'handler')}`,
      pattern: '{ $.audit.event = "refresh-token-reused" }',
      threshold: 5,
    });
    alarmOnLog(this, 'OpenProviderBreaker', stage, {
      name: ['payments', 'provider-down'],
      says: 'The payment provider fails so often that it is not asked for a while',
      urgency: 'page',
      runbook: 'payment-provider-down',
      logGroupName: `/aws/lambda/${nameOf(stage, 'payments', 'consume')}`,
      pattern: '{ $.breaker = "provider" && $.state = "open" }',
      threshold: 1,
      evaluationPeriods: 2,
    });
    alarmOnLog(this, 'MailDown', stage, {
      name: ['notifications', 'mail-down'],
      says: 'Mails or texts have not been sent for four minutes; they are tried again for a day',
      urgency: 'page',
      runbook: 'mail-down',
      logGroupName: `/aws/lambda/${nameOf(stage, 'notifications', 'consume')}`,
      pattern: '{ $.message = "postponed" && $.waitedSeconds >= 240 }',
      threshold: 1,
    });
    alarmOnLog(this, 'LedgerDiffers', stage, {
      name: ['payments', 'ledger-differs'],
      says: 'The daily report found payments that only one side has, or with another amount',
      urgency: 'ticket',
      runbook: 'ledger-differs',
      logGroupName: `/aws/lambda/${nameOf(stage, 'payments', 'reconcile')}`,
      pattern: '{ $.message = "the ledger differs from that of the provider" }',
      value: '$.differences',
      threshold: 1,
    });
  }

  private systemAlarms(): void {
    const { stage } = this;
    raiseAlarm(this, 'FirewallRefuses', stage, {
      name: ['firewall', 'refuses-many'],
      says: 'The firewall refuses unusually many requests',
      urgency: 'ticket',
      runbook: 'firewall-refuses-many',
      metric: new Metric({
        namespace: 'AWS/WAFV2',
        metricName: 'BlockedRequests',
        dimensionsMap: { WebACL: nameOf(stage), Rule: 'ALL', Region: this.region },
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: stage.firewall.requestsIn5Minutes,
      evaluationPeriods: 3,
    });
    if (!stage.backup) return;
    raiseAlarm(this, 'BackupFailed', stage, {
      name: ['backup', 'failed'],
      says: 'A daily backup of a table has failed',
      urgency: 'ticket',
      runbook: 'backup-failed',
      metric: new Metric({
        namespace: 'AWS/Backup',
        metricName: 'NumberOfBackupJobsFailed',
        dimensionsMap: { BackupVaultName: nameOf(stage) },
        statistic: Stats.SUM,
        period: Duration.hours(1),
      }),
      threshold: 1,
    });
  }
}
