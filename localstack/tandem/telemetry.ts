// Spans of the system: kept, told to whoever looks, and forwarded where a backend is named.
import { mkdirSync } from 'node:fs';
import type { Logs } from '../cloud/logs/logs.ts';
import { forward } from '../telemetry/forward.ts';
import { createSampling, isTraced, type Keeps } from '../telemetry/sampling.ts';
import { createTraces, type Traces } from '../telemetry/traces.ts';

/** Kept below the data; `keeps` decides about traces that begin at the gateway. */
export function keepTraces(
  dataDir: string | undefined,
  logs: Logs,
): { readonly traces: Traces; readonly keeps: Keeps } {
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const traces = createTraces(dataDir, (error) =>
    logs.line('tandem', `spans are not kept: ${String(error)}`),
  );
  const backend = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (backend) {
    forward(traces, backend, (error) =>
      logs.line('tandem', `${backend} takes no spans: ${String(error)}`),
    );
  }
  return { traces, keeps: isTraced() ? createSampling(traces.isWatched) : () => false };
}
