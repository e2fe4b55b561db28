// The collector of a task, and what it may.
import { ContainerImage, type FargateTaskDefinition, type LogDriver } from 'aws-cdk-lib/aws-ecs';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { StageConfig } from '../../stages.ts';
import { collector } from '../../workloads/collector.ts';
import { collectorImage } from './image-assets.ts';

/** Not essential: a service goes on without its traces. */
export const addCollector = (
  task: FargateTaskDefinition,
  stage: StageConfig,
  logging: LogDriver,
): void => {
  const { directory, ...image } = collectorImage(stage);
  task.addContainer('collector', {
    containerName: 'collector',
    image: ContainerImage.fromAsset(directory, image),
    essential: false,
    cpu: collector.cpu,
    memoryLimitMiB: collector.memoryMiB,
    readonlyRootFilesystem: true,
    healthCheck: { command: ['CMD', ...collector.healthCheck] },
    environment: collector.environment('env', 'ecs'),
    logging,
  });
  grantTraces(task.taskRole);
};

/** Neither has a resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
export const grantTraces = (grantee: IGrantable): void => {
  Grant.addToPrincipal({
    grantee,
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resourceArns: ['*'],
  });
};
