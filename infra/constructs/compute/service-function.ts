// A function of a service: one bundle, its own role and log group, and the alias `live` that everything calls.
import { existsSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
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
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { alarmOnLines } from '../watching/watched-lines.ts';
import { alarmWhenThrottled, deployGradually } from './gradual-deployment.ts';

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
    alarmWhenThrottled(this, props, this.code);
    deployGradually(this, props, this.alias);
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
}
