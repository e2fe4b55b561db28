// Spans: what a piece of work is part of, and what it passes on to all it causes.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface SpanStart {
  /** Of few kinds, without ids: `GET /orders/{id}`. */
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /**
   * What it is part of: a `traceparent` or an `X-Amzn-Trace-Id`; anything else begins a trace.
   * @default the span it runs in; outside of one a client has no span
   */
  readonly parent?: string | undefined;
  readonly correlationId?: string;
  readonly attributes?: Attributes;
  /** `traceparent`s of other spans it belongs to. */
  readonly links?: readonly string[];
}

/** No bodies, no persons. */
export type Attributes = Readonly<Record<string, number | string | boolean>>;

/** What came of the work, for its span. */
export interface SpanEnd {
  readonly failed: boolean;
  readonly attributes?: Attributes;
}

/** Of what was answered over HTTP: a refusal is an answer, and no failure of who was asked. */
export const endOfAnswer = (status: number): SpanEnd => ({
  failed: status >= 500,
  attributes: { 'http.response.status_code': status },
});

/** Runs work as a span and gives it the `traceparent` of that span; work that throws has failed. */
export type Trace = <Result>(
  start: SpanStart,
  work: (traceparent?: string) => Promise<Result>,
  endOf?: (result: Result) => SpanEnd,
) => Promise<Result>;

export interface OpenSpan {
  /** For what it causes. */
  readonly traceparent: string | undefined;
  end(end: SpanEnd): void;
}

export interface Tracer {
  readonly trace: Trace;
  /** A span whose work is not one function; what it causes has to be told of it. */
  open(start: SpanStart): OpenSpan;
  /** Sends what there is; never rejects. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export interface ActiveSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly isKept: boolean;
}

const active = new AsyncLocalStorage<ActiveSpan>();

/** The span that this runs in. */
export const activeSpan = (): ActiveSpan | undefined => active.getStore();

export const within = <Result>(span: ActiveSpan, work: () => Result): Result =>
  active.run(span, work);
