// A trace as the embedded cloud has it, and its spans in the order of a waterfall.
import type { LogLine } from '../logs/line.ts';

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  /** Milliseconds of the epoch, with fractions. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface Trace {
  readonly traceId: string;
  readonly spans: readonly Span[];
  /** Oldest first. */
  readonly logs: readonly LogLine[];
}

export interface Step {
  readonly span: Span;
  readonly depth: number;
}

/** Each span below its parent; those whose parent is not there are roots. */
export const waterfall = (spans: readonly Span[]): Step[] => {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const below = Map.groupBy(spans, ({ parentId, spanId }) =>
    parentId !== null && parentId !== spanId && known.has(parentId) ? parentId : '',
  );
  const steps: Step[] = [];
  const seen = new Set<string>();
  const follow = (parent: string, depth: number): void => {
    const children = below.get(parent) ?? [];
    for (const span of children.toSorted((a, b) => a.startMs - b.startMs)) {
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      steps.push({ span, depth });
      follow(span.spanId, depth + 1);
    }
  };
  follow('', 0);
  return steps;
};
