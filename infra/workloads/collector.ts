// An OpenTelemetry collector beside a container: takes its traces over OTLP on the loopback and sends them to X-Ray.

/** `detectors` find out where it runs: https://opentelemetry.io/docs/specs/otel/resource/sdk/#detecting-resource-information-from-the-environment */
const configuration = (...detectors: readonly string[]): string =>
  `
extensions: { health_check: {} }
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:4318 } } } }
processors:
  memory_limiter: { check_interval: 1s, limit_mib: 192 }
  resourcedetection: { detectors: [${detectors.join(', ')}] }
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

export const collector = {
  /** Units, 1024 to the virtual CPU: of those of the task or pod. */
  cpu: 64,
  memoryMiB: 256,
  healthCheck: ['/healthcheck'],
  environment: (...detectors: readonly string[]) => ({
    AOT_CONFIG_CONTENT: configuration(...detectors),
  }),
};

/** Read by the OpenTelemetry SDK: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const collectorEnvironment = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  // What X-Ray keeps by default, beside the first of each second.
  OTEL_TRACES_SAMPLER_ARG: '0.05',
};
