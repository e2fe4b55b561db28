// What is noticed of a containerised service: its errors, which also take a deployment back, too few tasks, and no room left to grow.
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { lookUp, nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { raiseAlarm } from './alarm.ts';

const period = Duration.minutes(1);

/** Answers to which the service itself gave a 5xx. */
export const alarmOnErrors = (
  scope: Construct,
  stage: StageConfig,
  service: string,
  groups: readonly ApplicationTargetGroup[],
): Alarm => {
  const LoadBalancer = lookUp(scope, stage, 'platform/load-balancer-name');
  const errors = groups.map(
    ({ targetGroupFullName: TargetGroup }) =>
      new Metric({
        namespace: 'AWS/ApplicationELB',
        metricName: 'HTTPCode_Target_5XX_Count',
        dimensionsMap: { LoadBalancer, TargetGroup },
        statistic: Stats.SUM,
        period,
      }),
  );
  const usingMetrics = Object.fromEntries(errors.map((metric, index) => [`m${index}`, metric]));
  return raiseAlarm(scope, 'Errors', stage, {
    name: [service, 'errors'],
    says: 'The containers answer with 5xx; a deployment under way is rolled back',
    urgency: 'page',
    runbook: 'container-errors',
    metric: new MathExpression({
      expression: Object.keys(usingMetrics)
        .map((id) => `FILL(${id}, 0)`)
        .join(' + '),
      usingMetrics,
      label: '5xx',
      period,
    }),
    threshold: 5,
    evaluationPeriods: 2,
  });
};

/** Pods tell the balancer alone whether they can serve. */
export const alarmOnTargets = (
  scope: Construct,
  stage: StageConfig,
  service: string,
  { targetGroupFullName: TargetGroup }: ApplicationTargetGroup,
): void => {
  const LoadBalancer = lookUp(scope, stage, 'platform/load-balancer-name');
  raiseAlarm(scope, 'TooFew', stage, {
    name: [service, 'too-few-tasks'],
    says: `Fewer than ${stage.tasks.minimum} pods answer the load balancer`,
    urgency: 'page',
    runbook: 'container-too-few-tasks',
    metric: new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName: 'HealthyHostCount',
      dimensionsMap: { LoadBalancer, TargetGroup },
      statistic: Stats.MINIMUM,
      period,
    }),
    threshold: stage.tasks.minimum,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 5,
    treatMissingData: TreatMissingData.BREACHING,
  });
};

export const alarmOnTasks = (scope: Construct, stage: StageConfig, service: string): void => {
  const dimensionsMap = { ClusterName: nameOf(stage), ServiceName: service };
  raiseAlarm(scope, 'TooFew', stage, {
    name: [service, 'too-few-tasks'],
    says: `Fewer than ${stage.tasks.minimum} tasks run`,
    urgency: 'page',
    runbook: 'container-too-few-tasks',
    metric: new Metric({
      // Each task tells once a minute: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
      namespace: 'AWS/ECS',
      metricName: 'CPUUtilization',
      dimensionsMap,
      statistic: Stats.SAMPLE_COUNT,
      period,
    }),
    threshold: stage.tasks.minimum,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 5,
    treatMissingData: TreatMissingData.BREACHING,
  });
  raiseAlarm(scope, 'Saturated', stage, {
    name: [service, 'saturated'],
    says: 'The tasks have been busy for a quarter of an hour although more may be started',
    urgency: 'ticket',
    runbook: 'container-saturated',
    metric: new Metric({
      namespace: 'AWS/ECS',
      metricName: 'CPUUtilization',
      dimensionsMap,
      statistic: Stats.AVERAGE,
      period,
    }),
    threshold: 85,
    evaluationPeriods: 15,
  });
};
