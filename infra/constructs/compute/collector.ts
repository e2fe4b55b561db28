// An OpenTelemetry collector beside a container: takes its traces over OTLP on the loopback and sends them to X-Ray.
import { fileURLToPath } from 'node:url';
import { ContainerImage, type FargateTaskDefinition, type LogDriver } from 'aws-cdk-lib/aws-ecs';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { StageConfig } from '../../stages.ts';
import { platformOf } from './image-platform.ts';

const configuration = `
extensions: { health_check: {} }
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:4318 } } } }
processors:
  memory_limiter: { check_interval: 1s, limit_mib: 192 }
  resourcedetection: { detectors: [env, ecs] }
  batch: { timeout: 1s }
exporters: { awsxray: { indexed_attributes: [service, correlationId] } }
service:
  extensions: [health_check]
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, resourcedetection, batch]
      exporters: [awsxray]
`.trim();

/** Read by the OpenTelemetry SDK: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const collectorEnvironment = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  // What X-Ray keeps by default, beside the first of each second.
  OTEL_TRACES_SAMPLER_ARG: '0.05',
};

const directory = fileURLToPath(new URL('../../images/collector', import.meta.url));

/** Not essential: a service goes on without its traces. */
export const addCollector = (
  task: FargateTaskDefinition,
  stage: StageConfig,
  logging: LogDriver,
): void => {
  task.addContainer('collector', {
    containerName: 'collector',
    image: ContainerImage.fromAsset(directory, {
      platform: platformOf(stage),
      buildArgs: { COLLECTOR_IMAGE: stage.collectorImage },
    }),
    essential: false,
    cpu: 64,
    memoryLimitMiB: 256,
    readonlyRootFilesystem: true,
    healthCheck: { command: ['CMD', '/healthcheck'] },
    environment: { AOT_CONFIG_CONTENT: configuration },
    logging,
  });
  // Neither has a resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  Grant.addToPrincipal({
    grantee: task.taskRole,
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resourceArns: ['*'],
  });
};
