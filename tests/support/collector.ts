// A real collector of OpenTelemetry that writes what it takes into a file, where one is in the PATH (.ci/with-collector).
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../../localstack/cloud/ports.ts';
import { type Span, spansOf } from '../../localstack/telemetry/span.ts';

/** https://github.com/open-telemetry/opentelemetry-collector-releases/tree/main/distributions */
const command = ['otelcol', 'otelcol-contrib'].find(
  (name) => spawnSync(name, ['components']).status === 0,
);

export const hasCollector = command !== undefined;

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  /** What it has written so far. */
  spans(): readonly Span[];
  /** Spans by what its receiver has said of them. */
  counts(): Promise<{ readonly accepted: number; readonly refused: number }>;
  stop(): Promise<void>;
}

const configuration = (otlp: number, metrics: number, path: string) => {
  const prometheus = { host: '127.0.0.1', port: metrics };
  return {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    exporters: { file: { path, flush_interval: '100ms' } },
    service: {
      telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus } } }] } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['file'] } },
    },
  };
};

const sumOf = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`^${name}(?:_total)?\\{.*\\} (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

/** Rejects with its log where it does not start. */
export const startCollector = async (): Promise<Collector> => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-collector-'));
  const [otlp, metrics] = [await freePort(), await freePort()];
  const [config, file] = [join(directory, 'config.json'), join(directory, 'spans.jsonl')];
  writeFileSync(config, JSON.stringify(configuration(otlp, metrics, file)));
  const child = spawn(command ?? 'otelcol', ['--config', `file:${config}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (data) => {
    log += data;
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(log);
      await fetch(`http://127.0.0.1:${otlp}`);
    },
    { timeout: 30_000, interval: 100 },
  );
  return {
    endpoint: `http://127.0.0.1:${otlp}`,
    // The last line may be half written.
    spans: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .flatMap((line) => spansOf(JSON.parse(line))),
    counts: async () => {
      const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
      return {
        accepted: sumOf(text, 'otelcol_receiver_accepted_spans'),
        refused:
          sumOf(text, 'otelcol_receiver_refused_spans') +
          sumOf(text, 'otelcol_receiver_failed_spans'),
      };
    },
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
