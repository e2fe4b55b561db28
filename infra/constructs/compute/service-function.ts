// A function of a service: one bundle, its own role and log group, and the alias `live` that everything calls.
import { existsSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CfnDeploymentGroup,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import {
  Grant,
  type IGrantable,
  type IPrincipal,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { serviceEnvironment } from '../../environment.ts';
import { lookUp, nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { raiseAlarm } from '../watching/alarm.ts';
import { alarmOnLines } from '../watching/watched-lines.ts';
import { askBeforeTraffic } from './rollout-hook.ts';

export interface ServiceFunctionProps {
  readonly stage: StageConfig;
  readonly service: string;
  /** Entry file below `functions/<service>/`, without `.ts`. */
  readonly entry: string;
  /**
   * Entry file whose bundle runs, where it depends on the stage.
   * @default the entry
   */
  readonly bundle?: string;
  /** What starts it; decides how many may run at once. */
  readonly startedBy: keyof StageConfig['concurrency'];
  /**
   * Below the 29 s of the gateway.
   * @default 10 seconds
   */
  readonly timeout?: Duration;
  /**
   * Also decides the share of a CPU, 1769 MiB being one.
   * @default 512
   */
  readonly memorySize?: number;
  /** @default none beside those every service has */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * New versions are asked whether they answer, before a call meets them.
   * @default true
   */
  readonly isAskedBeforeTraffic?: boolean;
  /** Takes the events of asynchronous calls that failed for good. */
  readonly onFailure?: IQueue;
}

const inOneMinute = { period: Duration.minutes(1), statistic: Stats.SUM };

const bundleOf = ({ stage, service, entry, bundle = entry }: ServiceFunctionProps): string => {
  const directory = `${stage.dist}/functions/${service}-${bundle}`;
  if (!existsSync(`${directory}/index.mjs`)) {
    throw new Error(`${directory}/index.mjs is missing: run "npm run build" first`);
  }
  return directory;
};

export class ServiceFunction extends Construct implements IGrantable {
  readonly alias: Alias;
  readonly grantPrincipal: IPrincipal;
  private readonly code: LambdaFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage, service, entry, startedBy, timeout = Duration.seconds(10) } = props;
    const functionName = nameOf(stage, service, entry);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
    logGroup.grantWrite(role);
    this.code = new LambdaFunction(this, 'Function', {
      functionName,
      code: Code.fromAsset(bundleOf(props)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: stage.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: stage.systemLogLevel,
      timeout,
      memorySize: props.memorySize ?? 512,
      reservedConcurrentExecutions: stage.reservesConcurrency
        ? stage.concurrency[startedBy]
        : undefined,
      tracing: Tracing.ACTIVE,
      environment: { ...serviceEnvironment(stage, service), ...props.environment },
    });
    this.grantPrincipal = role;
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.code.currentVersion });
    if (props.onFailure) {
      this.alias.configureAsyncInvoke({
        onFailure: new SqsDestination(props.onFailure),
        retryAttempts: 2,
        maxEventAge: Duration.minutes(15),
      });
    }
    alarmOnLines(this, stage, `${service}-${entry}`, logGroup);
    watch(this, 'functions', functionName);
    this.alarmWhenThrottled(props, this.code.metricThrottles(inOneMinute));
    this.deployGradually(props);
    publish(this, stage, { [`${service}/functions/${entry}/arn`]: this.alias.functionArn });
  }

  addEnvironment(name: string, value: string): void {
    this.code.addEnvironment(name, value);
  }

  /** Actions without a resource are allowed on `*`. */
  allow(actions: readonly string[], resourceArns: readonly string[] = ['*']): Grant {
    return Grant.addToPrincipal({
      grantee: this,
      actions: [...actions],
      resourceArns: [...resourceArns],
    });
  }

  private alarmWhenThrottled(
    { stage, service, entry }: ServiceFunctionProps,
    metric: Metric,
  ): void {
    raiseAlarm(this, 'Throttled', stage, {
      name: [service, entry, 'throttled'],
      says: 'More calls want the function than it may run at once',
      urgency: 'ticket',
      runbook: 'function-throttled',
      metric,
      threshold: 10,
      evaluationPeriods: 5,
    });
  }

  private deployGradually({
    stage,
    service,
    entry,
    isAskedBeforeTraffic = true,
  }: ServiceFunctionProps): void {
    const errors = raiseAlarm(this, 'Errors', stage, {
      name: [service, entry, 'errors'],
      says: 'The function fails; a deployment under way is rolled back',
      urgency: 'page',
      runbook: 'function-errors',
      metric: this.alias.metricErrors(inOneMinute),
      threshold: 5,
    });
    const group = new LambdaDeploymentGroup(this, 'Deployment', {
      application: LambdaApplication.fromLambdaApplicationName(
        this,
        'Application',
        lookUp(this, stage, 'platform/deployment-application'),
      ),
      role: Role.fromRoleArn(
        this,
        'DeploymentRole',
        lookUp(this, stage, 'platform/deployment-role-arn'),
        { mutable: false },
      ),
      alias: this.alias,
      deploymentConfig:
        stage.canary && !stage.allAtOnce
          ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
          : LambdaDeploymentConfig.ALL_AT_ONCE,
      alarms: stage.allAtOnce ? [] : [errors],
      autoRollback: { failedDeployment: true, deploymentInAlarm: !stage.allAtOnce },
    });
    // The way back waits for nothing.
    if (isAskedBeforeTraffic && !stage.allAtOnce) askBeforeTraffic(this.alias, stage);
    // No deployment starts while an alarm of its group is on: https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
    if (stage.allAtOnce) {
      (group.node.defaultChild as CfnDeploymentGroup).alarmConfiguration = { enabled: false };
    }
  }
}
