// How a function comes to new code and back, and what is noticed on the way.
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CfnDeploymentGroup,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { lookUp } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { raiseAlarm } from '../watching/alarm.ts';
import { askBeforeTraffic } from './rollout-hook.ts';

interface Deployed {
  readonly stage: StageConfig;
  readonly service: string;
  readonly entry: string;
  readonly isAskedBeforeTraffic?: boolean;
}

const inOneMinute = { period: Duration.minutes(1), statistic: Stats.SUM };

export const alarmWhenThrottled = (
  scope: Construct,
  { stage, service, entry }: Deployed,
  code: LambdaFunction,
): void => {
  raiseAlarm(scope, 'Throttled', stage, {
    name: [service, entry, 'throttled'],
    says: 'More calls want the function than it may run at once',
    urgency: 'ticket',
    runbook: 'function-throttled',
    metric: code.metricThrottles(inOneMinute),
    threshold: 10,
    evaluationPeriods: 5,
  });
};

const alarmOnErrors = (scope: Construct, { stage, service, entry }: Deployed, alias: Alias) =>
  raiseAlarm(scope, 'Errors', stage, {
    name: [service, entry, 'errors'],
    says: 'The function fails; a deployment under way is rolled back',
    urgency: 'page',
    runbook: 'function-errors',
    metric: alias.metricErrors(inOneMinute),
    threshold: 5,
  });

/** What the Platform stack has made for all deployments. */
const shared = (scope: Construct, stage: StageConfig) => ({
  application: LambdaApplication.fromLambdaApplicationName(
    scope,
    'Application',
    lookUp(scope, stage, 'platform/deployment-application'),
  ),
  role: Role.fromRoleArn(
    scope,
    'DeploymentRole',
    lookUp(scope, stage, 'platform/deployment-role-arn'),
    { mutable: false },
  ),
});

export const deployGradually = (scope: Construct, deployed: Deployed, alias: Alias): void => {
  const { stage, isAskedBeforeTraffic = true } = deployed;
  const errors = alarmOnErrors(scope, deployed, alias);
  const group = new LambdaDeploymentGroup(scope, 'Deployment', {
    ...shared(scope, stage),
    alias,
    deploymentConfig:
      stage.canary && !stage.allAtOnce
        ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE,
    alarms: stage.allAtOnce ? [] : [errors],
    autoRollback: { failedDeployment: true, deploymentInAlarm: !stage.allAtOnce },
  });
  // The way back waits for nothing.
  if (isAskedBeforeTraffic && !stage.allAtOnce) askBeforeTraffic(alias, stage);
  // No deployment starts while an alarm of its group is on: https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
  if (stage.allAtOnce) {
    (group.node.defaultChild as CfnDeploymentGroup).alarmConfiguration = { enabled: false };
  }
};
