// A copy of the API as it is now, served as `v1`, and what it writes down of its requests.
import { createHash } from 'node:crypto';
import { CfnOutput, type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDeployment, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { logGroupArn, lookUp, nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { accessLogFormat } from './access-log.ts';

export interface DeployedStageProps {
  readonly stage: StageConfig;
  readonly restApiId: string;
  readonly parts: readonly CfnResource[];
  /** What they are made of: another text of it is another deployment. */
  readonly declared: unknown;
}

const deploy = (scope: Construct, { restApiId, parts, declared }: DeployedStageProps): string => {
  const deployment = new CfnDeployment(scope, 'Deployment', { restApiId });
  for (const part of parts) deployment.addResourceDependency(part);
  // A deployment is a copy of the API at one time, so a changed API needs a new one.
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(Stack.of(scope).resolve(declared)))
    .digest('hex');
  deployment.overrideLogicalId(`Deployment${fingerprint.slice(0, 16)}`);
  return deployment.ref;
};

const methodSettings = ({ throttle }: StageConfig): CfnStage.MethodSettingProperty[] => {
  const settings = {
    loggingLevel: 'ERROR',
    dataTraceEnabled: false,
    throttlingRateLimit: throttle.rate,
    throttlingBurstLimit: throttle.burst,
  };
  return [
    { resourcePath: '/*', httpMethod: '*', ...settings },
    // Metrics of a single method are paid for; those of the stage are not. One objective wants this one.
    { resourcePath: '/orders', httpMethod: 'POST', ...settings, metricsEnabled: true },
  ];
};

export const deployedStage = (scope: Construct, props: DeployedStageProps): CfnStage => {
  const { stage, restApiId } = props;
  const deploymentId = deploy(scope, props);
  const logGroupName = `/apigateway/${nameOf(stage)}`;
  const accessLog = new LogGroup(scope, 'AccessLog', {
    logGroupName,
    retention: stage.logRetention,
    removalPolicy: stage.removalPolicy,
  });
  // API Gateway makes it with the first error, keeps it for ever, and leaves it behind.
  const executionLog = new LogGroup(scope, 'ExecutionLog', {
    logGroupName: `API-Gateway-Execution-Logs_${restApiId}/v1`,
    retention: stage.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const apiStage = new CfnStage(scope, 'Stage', {
    restApiId,
    deploymentId,
    stageName: 'v1',
    tracingEnabled: true,
    accessLogSetting: {
      destinationArn: logGroupArn(scope, logGroupName),
      format: accessLogFormat,
    },
    methodSettings: methodSettings(stage),
  });
  apiStage.node.addDependency(accessLog, executionLog);
  new CfnOutput(scope, 'Url', { value: lookUp(scope, stage, 'platform/api-url') });
  return apiStage;
};
