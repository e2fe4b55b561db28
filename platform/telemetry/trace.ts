// Spans: what a piece of work was part of, and what it passes on to all it causes.

export interface SpanStart {
  /** Of few kinds, without ids: `GET /orders/{id}`. */
  readonly name: string;
  readonly kind: 'server' | 'consumer';
  /** What it is part of: a `traceparent` or an `X-Amzn-Trace-Id`; anything else begins a trace. */
  readonly parent: string | undefined;
  readonly correlationId: string;
}

/** What came of the work, for its span. */
export interface SpanEnd {
  readonly failed: boolean;
  readonly attributes?: Readonly<Record<string, number | string>>;
}

/** Runs work as a span and gives it the `traceparent` of that span; work that throws has failed. */
export type Trace = <Result>(
  start: SpanStart,
  work: (traceparent?: string) => Promise<Result>,
  endOf?: (result: Result) => SpanEnd,
) => Promise<Result>;

/** Where nobody collects spans; a `traceparent` goes through as it came. */
export const untraced: Trace = (_, work) => work();
