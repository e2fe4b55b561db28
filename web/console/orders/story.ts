// An order over all services, as the embedded cloud has put it together: docs/local-api.md.

import { words } from '../parts/format.ts';
import type { Span } from '../traces/span.ts';
import type { Happening } from './timeline.tsx';

interface Entry {
  readonly id: string;
  readonly kind: 'event' | 'message' | 'deadline' | 'mail' | 'webhook';
  readonly service: string;
  readonly name: string;
  readonly startedAt: string;
  /** Null while it is not over. */
  readonly endedAt: string | null;
  readonly state: 'done' | 'waiting' | 'failing' | 'dead' | 'unknown';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextTryAt: string | null;
  readonly traceId: string | null;
  readonly detail: unknown;
}

export interface Remedy {
  readonly entry: string;
  readonly says: string;
  readonly request: {
    readonly method: 'POST';
    /** Below the origin. */
    readonly path: string;
    readonly body: object;
  } | null;
}

interface CostLine {
  readonly resource: string;
  readonly of: string;
  readonly amount: number;
  /** Null where it has no price of its own. */
  readonly usd: number | null;
}

export interface Cost {
  readonly lines: readonly CostLine[];
  readonly sums: Readonly<Record<string, number>>;
  readonly usd: number;
}

/** Of the last orders that are through; null while there is none. */
export interface AverageCost {
  readonly orders: number;
  readonly cost: Cost;
}

export interface Story {
  readonly traceIds: readonly string[];
  readonly timeline: readonly Entry[];
  readonly remedies: readonly Remedy[];
  readonly cost: Cost | null;
}

const failures = /reject|declin|fail|refus|laps/i;
const compensations = /release|void|refund|cancel|nothing-due/;

const kindOf = ({ kind, name, attempts }: Entry): string => {
  if (kind === 'message' && compensations.test(name)) return 'compensation';
  return attempts > 1 ? `${kind}, ${attempts} attempts` : kind;
};

const noteOf = ({ state, lastError }: Entry): string =>
  [state === 'done' ? '' : state, lastError ?? ''].filter(Boolean).join(': ');

/** What is on its way goes on until now; what nothing is known of is only a moment. */
const endOf = ({ kind, state, endedAt }: Entry, from: number, now: number): number => {
  if (endedAt !== null) return Date.parse(endedAt);
  return kind === 'deadline' || state === 'unknown' ? from : Math.max(now, from);
};

const ofEntry = (entry: Entry, now: number): Happening => {
  const from = Date.parse(entry.startedAt);
  return {
    id: entry.id,
    from,
    to: endOf(entry, from, now),
    service: entry.service,
    kind: kindOf(entry),
    title: entry.kind === 'event' ? words(entry.name) : entry.name,
    note: noteOf(entry),
    isFailed: ['failing', 'dead'].includes(entry.state) || failures.test(entry.name),
    isAhead: from > now,
    ...(entry.traceId !== null && { traceId: entry.traceId }),
    ...(entry.kind === 'webhook' && { delivery: entry.id }),
    detail: entry,
  };
};

const isRequest = ({ kind, service, name }: Span): boolean =>
  kind === 'server' && service !== 'gateway' && /^(POST|PUT|PATCH|DELETE) /.test(name);
const isProvider = ({ kind, name }: Span): boolean =>
  kind === 'client' && name === 'payment provider';

/** Calls that are in no record: what somebody wanted of a service, and of the payment provider. */
const ofSpan = (span: Span): Happening => ({
  id: span.spanId,
  from: span.startMs,
  to: span.startMs + span.durationMs,
  service: span.service,
  kind: isProvider(span) ? 'call' : 'request',
  title: span.name,
  isFailed: span.failed,
  traceId: span.traceId,
  detail: span,
});

/** `now` is where that ends which is not over. */
export const happeningsOf = (
  { timeline }: Story,
  spans: readonly Span[],
  now: number,
): Happening[] => [
  ...timeline.map((entry) => ofEntry(entry, now)),
  ...spans.filter((span) => isRequest(span) || isProvider(span)).map(ofSpan),
];
