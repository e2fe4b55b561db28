// Traces and log lines: taken in by OTLP, searched, and shown as they are.

import { levels, namesOfTrace, traceIdIn, viewOf } from '../cloud/logs/line.ts';
import type { Logs } from '../cloud/logs/logs.ts';
import { NoSpans, spansOf } from '../telemetry/span.ts';
import type { Traces } from '../telemetry/traces.ts';
import { countIn, type Route, RouteError, wordIn } from './routing.ts';

export interface Ids {
  /** By which the logs know it: the order's, those of its requests and its traces. */
  readonly logs: readonly string[];
  readonly traces: readonly string[];
}

export interface TelemetrySources {
  readonly logs: Pick<Logs, 'search'>;
  readonly traces: Pick<Traces, 'add' | 'list' | 'spans'>;
  /** What an order is known by. */
  idsOf(orderId: string): Promise<Ids>;
}

/** A member that is there only where the query says something. */
const given = <Name extends string>(query: URLSearchParams, name: string, as: Name) => {
  const value = query.get(name);
  return value === null || value === '' ? {} : ({ [as]: value } as Record<Name, string>);
};

const mostLines = 1_000;

function take({ traces }: TelemetrySources, body: unknown): object {
  try {
    traces.add(spansOf(body));
    // https://opentelemetry.io/docs/specs/otlp/#full-success-1
    return {};
  } catch (error) {
    throw error instanceof NoSpans ? new RouteError(400, error.message) : error;
  }
}

async function searchLogs(sources: TelemetrySources, query: URLSearchParams) {
  const [order, trace] = [query.get('order'), query.get('trace')];
  const ids = [
    ...(order === null ? [] : (await sources.idsOf(order)).logs),
    ...(trace === null ? [] : namesOfTrace(trace)),
  ];
  const level = wordIn(query, 'level', levels);
  const limit = countIn(query, 'limit', { fallback: 100, most: mostLines });
  const lines = await sources.logs.search(
    {
      ...given(query, 'text', 'text'),
      ...given(query, 'service', 'source'),
      ...given(query, 'before', 'before'),
      ...(level !== undefined && { level }),
      ...(ids.length > 0 && { ids }),
    },
    limit,
  );
  const last = lines.at(-1);
  return { lines: lines.map(viewOf), next: lines.length < limit || !last ? null : last.at };
}

async function searchTraces(sources: TelemetrySources, query: URLSearchParams) {
  const order = query.get('order');
  const status = wordIn(query, 'status', ['ok', 'error']);
  const atLeast =
    query.get('minMs') === null
      ? undefined
      : countIn(query, 'minMs', { fallback: 1, most: 600_000 });
  const limit = countIn(query, 'limit', { fallback: 50, most: 500 });
  const traces = sources.traces.list(
    {
      ...given(query, 'text', 'text'),
      ...given(query, 'service', 'service'),
      ...given(query, 'before', 'before'),
      ...(status !== undefined && { failed: status === 'error' }),
      ...(atLeast !== undefined && { atLeastMs: atLeast }),
      ...(order !== null && { ids: new Set((await sources.idsOf(order)).traces) }),
    },
    limit,
  );
  const last = traces.at(-1);
  return { traces, next: traces.length < limit || !last ? null : last.startedAt };
}

async function one({ logs, traces }: TelemetrySources, name: string) {
  const traceId = traceIdIn(name);
  const spans = traces.spans(traceId);
  if (spans.length === 0) throw new RouteError(404, `no trace ${traceId} is known`);
  const lines = await logs.search({ ids: namesOfTrace(traceId) }, mostLines);
  return { traceId, spans, logs: lines.reverse().map(viewOf) };
}

export const telemetryRoutes = (sources: TelemetrySources): Route[] => [
  ['POST', /^\/_tandem\/otlp\/v1\/traces$/, ({ body }) => take(sources, body)],
  ['GET', /^\/_tandem\/logs$/, ({ query }) => searchLogs(sources, query)],
  ['GET', /^\/_tandem\/traces$/, ({ query }) => searchTraces(sources, query)],
  ['GET', /^\/_tandem\/traces\/([^/]+)$/, ({ name }) => one(sources, name)],
];
