// Log lines and spans, gathered for a moment: there are more of them than anybody reads one by one.
import { type LogLine, viewOf } from '../../cloud/logs/line.ts';
import type { Logs } from '../../cloud/logs/logs.ts';
import type { Span } from '../../telemetry/span.ts';
import type { Traces } from '../../telemetry/traces.ts';

export interface Gathered {
  readonly logs: Pick<Logs, 'listen'>;
  readonly traces: Pick<Traces, 'listen'>;
}

const frameMs = 200;
/** Of a frame; more lines in so short a time are left out, and counted. */
const mostLines = 500;
const mostSpans = 1_000;

/** Tells them as `logs` and `spans`; answers how to stop. */
export function gather(
  { logs, traces }: Gathered,
  tell: (event: string, make: () => unknown) => void,
): () => void {
  let lines: LogLine[] = [];
  let dropped = 0;
  let spans: Span[] = [];

  const timer = setInterval(() => {
    if (lines.length > 0) tell('logs', () => ({ lines: lines.map(viewOf), dropped }));
    if (spans.length > 0) tell('spans', () => ({ spans }));
    [lines, spans, dropped] = [[], [], 0];
  }, frameMs);
  const stopLogs = logs.listen((line) => {
    if (lines.length < mostLines) lines.push(line);
    else dropped += 1;
  });
  const stopSpans = traces.listen((more) => {
    spans.push(...more.slice(0, mostSpans - spans.length));
  });
  return () => {
    clearInterval(timer);
    stopLogs();
    stopSpans();
  };
}
