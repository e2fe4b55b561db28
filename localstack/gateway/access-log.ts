// What is told of a request that was served: a line of the access log, a count, and its span.
import type { Log } from '../cloud/cloud.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type Exchange, variablesOf } from './exchange.ts';
import { render } from './integrations/template.ts';
import type { Served } from './serve.ts';
import { partOf, spanOf } from './span.ts';

export interface AccessLogNeeds {
  readonly log: Log;
  /** Where spans go; nowhere when left out. */
  readonly telemetry?: Telemetry | undefined;
}

/** `length` of the answer's body as its header says it, `-` where that is not known. */
export function logServed(
  { log, telemetry }: AccessLogNeeds,
  served: Served,
  length: string,
): void {
  const { exchange, answer } = served;
  if (!exchange) return;
  const { trace } = exchange.request;
  logAccess(log, served, exchange, length);
  telemetry?.requested(trace.traceId, partOf(exchange), answer.status >= 500);
  if (trace.isKept) telemetry?.ended(spanOf(served, exchange));
}

/** A line of the access log, in the format of the stage. */
function logAccess(log: Log, served: Served, exchange: Exchange, length: string): void {
  const { request, stage } = exchange;
  const { status } = served.answer;
  const latency = Date.now() - request.startedAt;
  if (stage.accessLogFormat === undefined) {
    const path = `/${stage.name}${request.rawPath}`;
    log.line('gateway', `${request.method} ${path} ${status} ${latency} ms`);
    return;
  }
  const variables = variablesOf(exchange, {
    'context.error.responseType': served.refusal ?? '-',
    'context.status': String(status),
    'context.responseLatency': String(latency),
    'context.responseLength': length,
  });
  const isJson = stage.accessLogFormat.startsWith('{');
  const value = (name: string) => variables(name) || '-';
  const escaped = (name: string) => JSON.stringify(value(name)).slice(1, -1);
  log.line('gateway', render(stage.accessLogFormat, isJson ? escaped : value));
}
