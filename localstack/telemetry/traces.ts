// Traces that were sent here: the last ones in memory and, where data is kept, in a file.
import { join } from 'node:path';
import { openRingFile } from './ring-file.ts';
import type { Span } from './span.ts';

export interface TraceSummary {
  readonly traceId: string;
  /** Of the span that nothing here is the parent of. */
  readonly name: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly spans: number;
  readonly services: readonly string[];
  readonly failed: boolean;
}

export interface TraceFilter {
  /** Part of a name or of the value of an attribute, in any case of letters. */
  readonly text?: string;
  readonly service?: string;
  readonly failed?: boolean;
  readonly atLeastMs?: number;
  readonly ids?: ReadonlySet<string>;
  /** Only traces that have begun before, ISO time. */
  readonly before?: string;
}

export interface Traces {
  add(spans: readonly Span[]): void;
  /** In the order they began; empty where nothing is known. */
  spans(traceId: string): readonly Span[];
  /** Newest first. */
  list(filter: TraceFilter, limit: number): TraceSummary[];
  /** Does anybody listen? */
  isWatched(): boolean;
  /** Calls back with what comes from now on; answers how to stop it. */
  listen(listener: (spans: readonly Span[]) => void): () => void;
}

const mostTraces = 2_000;
const mostSpans = 2_000;
const fileBytes = 8 * 1024 * 1024;

function summaryOf(traceId: string, spans: readonly Span[]): TraceSummary {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const ordered = [...spans].sort((one, other) => one.startMs - other.startMs);
  const root = ordered.find(({ parentId }) => parentId === null || !ids.has(parentId));
  const start = ordered[0]?.startMs ?? 0;
  const end = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs));
  return {
    traceId,
    name: root?.name ?? '',
    startedAt: new Date(start).toISOString(),
    durationMs: end - start,
    spans: spans.length,
    services: [...new Set(ordered.map(({ service }) => service))],
    failed: spans.some(({ failed }) => failed),
  };
}

const saysSo = (spans: readonly Span[], text: string): boolean => {
  const wanted = text.toLowerCase();
  return spans.some(({ name, attributes }) =>
    [name, ...Object.values(attributes)].some((value) =>
      String(value).toLowerCase().includes(wanted),
    ),
  );
};

const isWanted = (
  { traceId, startedAt, durationMs, services, failed }: TraceSummary,
  filter: TraceFilter,
): boolean =>
  (filter.before === undefined || startedAt < filter.before) &&
  (filter.ids === undefined || filter.ids.has(traceId)) &&
  (filter.service === undefined || services.includes(filter.service)) &&
  (filter.failed === undefined || failed === filter.failed) &&
  (filter.atLeastMs === undefined || durationMs >= filter.atLeastMs);

export function createTraces(
  dataDir: string | undefined,
  onError: (error: unknown) => void = () => {},
): Traces {
  const file =
    dataDir === undefined ? undefined : openRingFile<Span>(join(dataDir, 'spans.jsonl'), fileBytes);
  /** In the order of their first spans. */
  const traces = new Map<string, Span[]>();
  const listeners = new Set<(spans: readonly Span[]) => void>();

  function keep(span: Span): void {
    const known = traces.get(span.traceId);
    if (known === undefined) traces.set(span.traceId, [span]);
    else if (known.length < mostSpans) known.push(span);
    if (traces.size <= mostTraces) return;
    for (const oldest of traces.keys()) {
      traces.delete(oldest);
      break;
    }
  }

  for (const span of file?.entries ?? []) keep(span);

  return {
    add(spans) {
      if (spans.length === 0) return;
      for (const span of spans) keep(span);
      for (const listener of listeners) listener(spans);
      try {
        file?.append(spans);
      } catch (error) {
        onError(error);
      }
    },
    spans: (traceId) =>
      [...(traces.get(traceId) ?? [])].sort((one, other) => one.startMs - other.startMs),
    list(filter, limit) {
      const found: TraceSummary[] = [];
      for (const [traceId, spans] of [...traces].reverse()) {
        if (found.length === limit) break;
        const summary = summaryOf(traceId, spans);
        const isOne = isWanted(summary, filter);
        if (isOne && (filter.text === undefined || saysSo(spans, filter.text))) found.push(summary);
      }
      return found;
    },
    isWatched: () => listeners.size > 0,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
