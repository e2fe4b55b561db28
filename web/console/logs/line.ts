// A log line as the embedded cloud tells it.
export interface LogLine {
  /** Unique: the name of the line. */
  readonly at: string;
  readonly source: string;
  readonly level: string;
  readonly message: string;
  readonly correlationId: string | null;
  readonly traceId: string | null;
  readonly record: Readonly<Record<string, unknown>> | null;
}
