// What the gateway tells of the requests it has served.
import type { Keeps } from './sampling.ts';
import type { Span } from './span.ts';

/** Takes the spans that the gateway makes. */
export interface Telemetry {
  /** Are the spans of a trace that begins now kept? */
  readonly keeps: Keeps;
  readonly ended: (span: Span) => void;
  /** A request was answered by this part, kept or not. */
  readonly requested: (traceId: string, part: string, failed: boolean) => void;
}
