// One log line, and whether it is what somebody looks for.
import { structured } from './log-format.ts';

export interface LogLine {
  readonly source: string;
  readonly text: string;
  /** ISO time with six digits, unique among all lines, so that it names the line. */
  readonly at: string;
}

export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof levels)[number];

export interface LogFilter {
  /** Part of the line, in any case of letters. */
  readonly text?: string;
  /** This level and those above it; a line without a level is `info`. */
  readonly level?: Level;
  readonly source?: string;
  /** Any of these is in the line: ids of an order, a request, a trace. */
  readonly ids?: readonly string[];
  /** Only lines earlier than the one of this time. */
  readonly before?: string;
}

export function levelOf(text: string): Level {
  const level = /"level":"([a-zA-Z]+)"/.exec(text)?.[1]?.toLowerCase();
  return levels.find((each) => each === level) ?? 'info';
}

export function isWanted(line: LogLine, { text, level, source, ids, before }: LogFilter): boolean {
  return (
    (before === undefined || line.at < before) &&
    (source === undefined || line.source === source) &&
    (ids === undefined || ids.some((id) => line.text.includes(id))) &&
    (text === undefined || line.text.toLowerCase().includes(text.toLowerCase())) &&
    (level === undefined || levels.indexOf(levelOf(line.text)) >= levels.indexOf(level))
  );
}

const idOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** As the gateway writes it: `Root=1-<8 digits>-<24 digits>`. */
const xray = /^(?:Root=)?1-([0-9a-f]{8})-([0-9a-f]{24})/;

const traceIdOf = (value: unknown): string | null =>
  idOf(value)?.replace(xray, '$1$2').slice(0, 32) ?? null;

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-/;

/** By itself, or as a client has it from the headers `traceparent` and `X-Amzn-Trace-Id`. */
export const traceIdIn = (text: string): string =>
  traceparent.exec(text)?.[1] ?? text.replace(new RegExp(`${xray.source}.*$`), '$1$2');

/** How the lines name a trace; whatever else has an id is named by that. */
export function namesOfTrace(text: string): readonly string[] {
  const traceId = traceIdIn(text);
  if (!/^[0-9a-f]{32}$/.test(traceId)) return [traceId];
  return [traceId, `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`];
}

/** A line as it is shown: what it says by itself, and all its members where it is structured. */
export function viewOf({ source, text, at }: LogLine) {
  const record = structured(text);
  return {
    at,
    source,
    level: levelOf(text),
    message: record ? (idOf(record.message) ?? '') : text,
    requestId: idOf(record?.requestId),
    correlationId: idOf(record?.correlationId),
    traceId: traceIdOf(record?.traceId),
    record: record ?? null,
  };
}

export type LogLineView = ReturnType<typeof viewOf>;
