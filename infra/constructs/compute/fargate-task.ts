// The task of a containerised service: its image, read-only and without root, and beside it what the stage wants.
import { Aws, Duration } from 'aws-cdk-lib';
import {
  AppProtocol,
  AwsLogDriverMode,
  Capability,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  type HealthCheck,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
  type PortMapping,
} from 'aws-cdk-lib/aws-ecs';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { lookFrom } from '../../environment.ts';
import { nameOf } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { type ContainerService, health, port, stop, user } from '../../workloads/definition.ts';
import { containerEnvironment } from '../../workloads/environment.ts';
import { addCollector } from './collector.ts';
import { containerLogs } from './container-logs.ts';
import { serviceImage } from './image-assets.ts';

export interface FargateTaskProps {
  readonly stage: StageConfig;
  readonly service: ContainerService;
  readonly taskRole: Role;
}

const { live } = health;

/** The image has no curl, but Node. */
const healthCheck: HealthCheck = {
  command: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${port}${live.path}').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`,
  ],
  interval: Duration.seconds(live.intervalSeconds),
  timeout: Duration.seconds(live.timeoutSeconds),
  startPeriod: Duration.seconds(live.startSeconds),
  retries: live.failures,
};

const portMapping = ({ serviceConnect }: StageConfig, name: string): PortMapping =>
  serviceConnect
    ? { containerPort: port, name, appProtocol: AppProtocol.http }
    : { containerPort: port };

/** No capability is wanted; the init process lets a task be stopped before it listens to signals itself. */
const linux = (scope: Construct): LinuxParameters => {
  const parameters = new LinuxParameters(scope, 'Linux', { initProcessEnabled: true });
  parameters.dropCapabilities(Capability.ALL);
  return parameters;
};

const emptyTask = (
  scope: Construct,
  { stage, service, taskRole }: FargateTaskProps,
): FargateTaskDefinition =>
  new FargateTaskDefinition(scope, 'Task', {
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

export const fargateTask = (scope: Construct, props: FargateTaskProps): FargateTaskDefinition => {
  const { stage, service } = props;
  const task = emptyTask(scope, props);
  const logGroup = containerLogs(scope, stage, service);
  const logging = (streamPrefix: string) =>
    LogDriver.awsLogs({ streamPrefix, mode: AwsLogDriverMode.NON_BLOCKING, logGroup });
  const { directory, ...image } = serviceImage(stage, service);
  task.addContainer(service, {
    containerName: service,
    image: ContainerImage.fromAsset(directory, image),
    portMappings: [portMapping(stage, service)],
    user: `${user}:${user}`,
    readonlyRootFilesystem: true,
    linuxParameters: linux(scope),
    stopTimeout: Duration.seconds(stop.drainSeconds),
    healthCheck,
    environment: containerEnvironment(stage, service, {
      region: Aws.REGION,
      look: lookFrom(scope, stage),
    }),
    logging: logging(service),
  });
  if (stage.collector) addCollector(task, stage, logging('collector'));
  return task;
};
