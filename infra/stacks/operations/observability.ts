// Observability: what Tandem promises and how it is watched. Dashboards of the system and of each service, alarms over more than one part.
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { services } from '../../../events/routes.ts';
import { raiseAlarm } from '../../constructs/watching/alarm.ts';
import { budgetRow } from '../../constructs/watching/budget-row.ts';
import { BurnRateAlarms } from '../../constructs/watching/burn-rate.ts';
import { dashboard } from '../../constructs/watching/dashboard.ts';
import { objectives } from '../../constructs/watching/objectives.ts';
import {
  balancerRow,
  gatewayRow,
  legacyRows,
  partRows,
  promiseRow,
} from '../../constructs/watching/service-graphs.ts';
import { lookUp, nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { TandemStack, type Watched } from '../../tandem-stack.ts';

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
  constructor(scope: Construct, stage: StageConfig, stacks: readonly TandemStack[]) {
    super(scope, 'Observability', stage);
    const watchedObjectives = stage.objectives ? objectives(stage) : [];
    const burnRates = watchedObjectives.map(
      (objective) => new BurnRateAlarms(this, objective.name, stage, objective),
    );
    this.systemAlarms();
    const burning = watchedObjectives.flatMap(({ name }) =>
      ['fast', 'slow', 'creeping'].map((part) => nameOf(stage, name, part)),
    );
    const everything = all(stacks);
    dashboard(this, 'System', nameOf(stage), [
      { title: `Tandem ${stage.name}` },
      ...(stage.objectives ? [{ alarms: burning }, budgetRow(stage)] : []),
      gatewayRow(stage),
      balancerRow(stage, lookUp(this, stage, 'platform/load-balancer-name')),
      promiseRow(stage),
      ...legacyRows(stage),
      ...partRows(stage, everything),
    ]);
    // The widget of alarms names them, so they are made first.
    for (const each of burnRates) this.node.findChild('System').node.addDependency(each);
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
    this.unreadableItems();
    if (!stage.backup) return;
    raiseAlarm(this, 'BackupFailed', stage, {
      name: ['backup', 'failed'],
      says: 'A weekly copy of a table has failed',
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
  /** From the EMF lines of the services, see platform/data/readable.ts. */
  private unreadableItems(): void {
    const { stage } = this;
    const period = Duration.minutes(5);
    const usingMetrics = Object.fromEntries(
      services.map((service) => [
        service,
        new Metric({
          namespace: 'Tandem',
          metricName: 'UnreadableItems',
          dimensionsMap: { stage: stage.name, service },
          statistic: Stats.SUM,
          period,
        }),
      ]),
    );
    raiseAlarm(this, 'UnreadableItems', stage, {
      name: ['unreadable-items'],
      says: 'Stored items are not as the services write them and are left out of every list',
      urgency: 'ticket',
      runbook: 'unreadable-items',
      metric: new MathExpression({
        expression: services.map((service) => `FILL(${service}, 0)`).join(' + '),
        usingMetrics,
        label: 'items',
        period,
      }),
      threshold: 1,
    });
  }
}
