// What the log says of a request or a message that comes again: its effect is there already.
import { AppError } from '../kernel/errors.ts';
import type { Commit, Loaded, Stream } from './commits.ts';
import type { EventStore } from './event-store.ts';
import type { IdempotentRequest } from './records.ts';

/** State and version that answer whoever asks again. */
export type Repeat<State> = Loaded<State> &
  (
    | { readonly kind: 'ignored'; readonly reason: string }
    /** This very request was carried out before: the state and version are those it led to. */
    | { readonly kind: 'repeated' }
  );

const isOf =
  ({ scope, key }: IdempotentRequest) =>
  ({ request }: Commit<unknown>): boolean =>
    request?.key === key && request.scope === scope;

/** What this very request has led to; throws `idempotency-key-reused` where another request had its key. */
export const repeated = <Event, State>(
  store: Pick<EventStore<Event, State>, 'after'>,
  stream: Stream<Event, State>,
  request: IdempotentRequest,
): Loaded<State> | undefined => {
  const first = stream.commits.find(isOf(request));
  if (first === undefined) return undefined;
  if (first.request?.requestHash !== request.requestHash) {
    throw new AppError('idempotency-key-reused');
  }
  return store.after(stream, isOf(request));
};

/** Undefined for what comes for the first time; throws `idempotency-key-reused`. */
export const repeatOf = <Event, State>(
  store: Pick<EventStore<Event, State>, 'after'>,
  stream: Stream<Event, State>,
  cause: { readonly messageId?: string; readonly idempotency?: IdempotentRequest },
): Repeat<State> | undefined => {
  const { messageId, idempotency } = cause;
  const before = idempotency && repeated(store, stream, idempotency);
  if (before !== undefined) return { kind: 'repeated', ...before };
  const isProcessed =
    messageId !== undefined && stream.commits.some((commit) => commit.messageId === messageId);
  if (!isProcessed) return undefined;
  const { state, version } = stream;
  return { kind: 'ignored', reason: `message ${messageId} was processed before`, state, version };
};
