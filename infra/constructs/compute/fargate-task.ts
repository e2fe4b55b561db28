// The task of a containerised service: its image, read-only and without root, and beside it what the stage wants.
import { existsSync } from 'node:fs';
import { Aws, Duration } from 'aws-cdk-lib';
import {
  AppProtocol,
  AwsLogDriverMode,
  Capability,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { serviceEnvironment } from '../../environment.ts';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { alarmOnLines } from '../watching/watched-lines.ts';
import { addCollector, collectorEnvironment } from './collector.ts';
import { platformOf } from './image-platform.ts';

export const port = 8080;

export interface FargateTaskProps {
  readonly stage: StageConfig;
  readonly service: string;
  readonly taskRole: Role;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The image has no curl, but Node. */
const healthCheck = [
  'CMD',
  'node',
  '-e',
  `fetch('http://127.0.0.1:${port}/health/live').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`,
];

const imageOf = (stage: StageConfig, service: string): ContainerImage => {
  const directory = `${stage.dist}/containers/${service}`;
  for (const file of ['main.mjs', 'Dockerfile']) {
    if (!existsSync(`${directory}/${file}`)) {
      throw new Error(`${directory}/${file} is missing: run "npm run build" first`);
    }
  }
  return ContainerImage.fromAsset(directory, {
    platform: platformOf(stage),
    buildArgs: stage.nodeImage === undefined ? undefined : { NODE_IMAGE: stage.nodeImage },
  });
};

/** No capability is wanted; the init process lets a task be stopped before it listens to signals itself. */
const linux = (scope: Construct): LinuxParameters => {
  const parameters = new LinuxParameters(scope, 'Linux', { initProcessEnabled: true });
  parameters.dropCapabilities(Capability.ALL);
  return parameters;
};

export const fargateTask = (scope: Construct, props: FargateTaskProps): FargateTaskDefinition => {
  const { stage, service, taskRole, environment } = props;
  const task = new FargateTaskDefinition(scope, 'Task', {
    family: nameOf(stage, service),
    cpu: stage.tasks.cpu,
    memoryLimitMiB: stage.tasks.memoryMiB,
    runtimePlatform: {
      cpuArchitecture:
        stage.architecture === 'arm64' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    taskRole,
  });
  const logGroup = new LogGroup(scope, 'Logs', {
    logGroupName: `/ecs/${nameOf(stage, service)}`,
    retention: stage.logRetention,
    removalPolicy: stage.removalPolicy,
  });
  alarmOnLines(scope, stage, service, logGroup);
  const logging = (streamPrefix: string) =>
    LogDriver.awsLogs({ streamPrefix, mode: AwsLogDriverMode.NON_BLOCKING, logGroup });
  task.addContainer(service, {
    containerName: service,
    image: imageOf(stage, service),
    portMappings: [
      stage.serviceConnect
        ? { containerPort: port, name: service, appProtocol: AppProtocol.http }
        : { containerPort: port },
    ],
    // The user `node` of the official image.
    user: '1000:1000',
    readonlyRootFilesystem: true,
    linuxParameters: linux(scope),
    // The server drains for at most 25 s after SIGTERM.
    stopTimeout: Duration.seconds(30),
    healthCheck: {
      command: healthCheck,
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      startPeriod: Duration.seconds(15),
      retries: 3,
    },
    environment: {
      ...serviceEnvironment(stage, service),
      AWS_REGION: Aws.REGION,
      PORT: String(port),
      ...(stage.collector && collectorEnvironment),
      ...environment,
    },
    logging: logging(service),
  });
  if (stage.collector) addCollector(task, stage, logging('collector'));
  return task;
};
