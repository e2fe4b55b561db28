// The commit of a decision: its events, what is said of them, and what they are the effect of.
import type { OutgoingMessage } from '../../events/message.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { CommittedMessage } from '../messaging/committed.ts';
import { type Causation, destinationOf } from '../messaging/outgoing.ts';
import type { Commit } from './commits.ts';
import type { IdempotentRequest } from './records.ts';

export interface CommitCause {
  readonly causation: Causation;
  /** Set for a message: the commit says that it is the effect of it. */
  readonly messageId?: string;
  /** Set for a request with an Idempotency-Key: the commit says that it is the effect of it. */
  readonly idempotency?: IdempotentRequest;
}

/** Where the time and the ids of messages come from. */
export interface CommitSources {
  readonly clock: Clock;
  readonly newId: NewId;
}

interface Said<Event> {
  readonly events: readonly Event[];
  readonly messages: readonly OutgoingMessage[];
}

type NewCommit = <Event>(id: string, said: Said<Event>, cause: CommitCause) => Commit<Event>;

/** What the commit says for all of its messages is left out of each. */
export const createNewCommit = ({ clock, newId }: CommitSources): NewCommit => {
  const kept = (id: string, outgoing: OutgoingMessage): CommittedMessage => {
    const { type, subject, data } = outgoing;
    return {
      id: newId('msg'),
      destination: destinationOf(outgoing),
      type,
      subject: subject === id ? undefined : subject,
      data,
    };
  };

  return (id, { events, messages }, { causation, messageId, idempotency }) => {
    const { correlationId, causationId, traceparent } = causation;
    return {
      events,
      time: isoTime(clock),
      correlationId,
      ...(causationId !== (messageId ?? correlationId) && { causationId }),
      ...(messages.length > 0 && { messages: messages.map((each) => kept(id, each)) }),
      ...(messageId !== undefined && { messageId }),
      ...(traceparent !== undefined && { traceparent }),
      ...(idempotency && { request: idempotency }),
    };
  };
};
