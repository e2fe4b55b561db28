// Alarms over more than one part of the system.
import { Duration, type Stack } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { services } from '../../../events/routes.ts';
import { nameOf } from '../../names.ts';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';
import { raiseAlarm } from './alarm.ts';

const firewallRefuses = (scope: Stack, stage: StageConfig): void => {
  raiseAlarm(scope, 'FirewallRefuses', stage, {
    name: ['firewall', 'refuses-many'],
    says: 'The firewall refuses unusually many requests',
    urgency: 'ticket',
    runbook: 'firewall-refuses-many',
    metric: new Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensionsMap: { WebACL: nameOf(stage), Rule: 'ALL', Region: scope.region },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    }),
    threshold: stage.firewall.requestsIn5Minutes,
    evaluationPeriods: 3,
  });
};

/** From the EMF lines of the services, see platform/data/readable.ts. */
const unreadableItems = (scope: Stack, stage: StageConfig): void => {
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
  raiseAlarm(scope, 'UnreadableItems', stage, {
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
};

const backupFailed = (scope: Stack, stage: StageConfig): void => {
  raiseAlarm(scope, 'BackupFailed', stage, {
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
};

export const systemAlarms = (scope: Stack, stage: StageConfig): void => {
  firewallRefuses(scope, stage);
  unreadableItems(scope, stage);
  if (stage.backup && !isSecond(stage)) backupFailed(scope, stage);
};
