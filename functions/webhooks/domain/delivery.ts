// One event on its way to one endpoint: attempts on a schedule, until it is taken or given up.
import type { Verdict } from './endpoint.ts';

export interface Attempt {
  readonly at: string;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly error?: string;
}

export interface Delivery {
  readonly id: string;
  readonly endpointId: string;
  /** The same for all attempts, all endpoints and every replay: `webhook-id`. */
  readonly eventId: string;
  readonly eventType: string;
  /** Id of the order the event is about. */
  readonly subject: string;
  /** As it is sent. */
  readonly body: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  /** Of the whole life, the latest last. */
  readonly attempts: readonly Attempt[];
  /** Attempts on the schedule so far; a replay begins anew. */
  readonly round: number;
  readonly nextAttemptAt: string | null;
  readonly version: number;
}

export interface AttemptResult {
  readonly status: number | null;
  /** In words for the endpoint's owner. */
  readonly error?: string;
  /** For our log alone: it may name addresses of networks that are none of the owner's business. */
  readonly cause?: string;
  /** What the endpoint asks for in `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

const seconds = (count: number) => count * 1_000;
const minutes = (count: number) => count * 60_000;
const hours = (count: number) => count * 3_600_000;

/** Pauses before each further attempt: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability */
export const pausesMs: readonly number[] = [
  seconds(5),
  minutes(5),
  minutes(30),
  hours(2),
  hours(5),
  hours(10),
  hours(14),
  hours(20),
  hours(24),
];

/** Of each pause, both ways, so that endpoints that failed together do not all come back at once. */
const jitter = 0.15;
/** Attempts kept in the log of a delivery. */
const keptAttempts = 50;

export const verdictOf = ({ status }: AttemptResult): Verdict => {
  if (status === 410) return 'gone';
  return status !== null && status >= 200 && status < 300 ? 'delivered' : 'failed';
};

/** `random` is in [0, 1). `Retry-After` counts within the pause and twice the pause. */
export const pauseAfter = (
  round: number,
  { retryAfterSeconds }: AttemptResult,
  random: number,
): number | undefined => {
  const planned = pausesMs[round - 1];
  if (planned === undefined) return undefined;
  if (retryAfterSeconds === undefined) return planned * (1 + jitter * (2 * random - 1));
  return Math.min(Math.max(seconds(retryAfterSeconds), planned), 2 * planned);
};

const statusAfter = (verdict: Verdict, pause: number | undefined): Delivery['status'] => {
  if (verdict === 'delivered') return 'delivered';
  return verdict === 'gone' || pause === undefined ? 'failed' : 'pending';
};

export const attempted = (
  delivery: Delivery,
  result: AttemptResult,
  nowMs: number,
  random: number,
): Delivery => {
  const round = delivery.round + 1;
  const pause = pauseAfter(round, result, random);
  const status = statusAfter(verdictOf(result), pause);
  const { status: answer, error } = result;
  const attempt: Attempt = {
    at: new Date(nowMs).toISOString(),
    status: answer,
    ...(error === undefined ? {} : { error }),
  };
  return {
    ...delivery,
    status,
    round,
    attempts: [...delivery.attempts, attempt].slice(-keptAttempts),
    nextAttemptAt:
      status === 'pending' && pause !== undefined ? new Date(nowMs + pause).toISOString() : null,
    version: delivery.version + 1,
  };
};

/** Sent again at once, on a new schedule. */
export const replayed = (delivery: Delivery, now: string): Delivery => ({
  ...delivery,
  status: 'pending',
  round: 0,
  nextAttemptAt: now,
  version: delivery.version + 1,
});

/** Given up because its endpoint is not there any more. */
export const dropped = (delivery: Delivery): Delivery => ({
  ...delivery,
  status: 'failed',
  nextAttemptAt: null,
  version: delivery.version + 1,
});
