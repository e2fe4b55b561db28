// Puts the CloudEvents envelope round what a decision asks to be said, and says where it goes.
import type { Envelope } from '../../events/envelope.ts';
import { type OutgoingMessage, serviceOf } from '../../events/message.ts';

/** The topic of the publishing service, or the inbox queue of one service. */
export type Destination = 'topic' | `queue:${string}`;

export const destinationOf = ({ kind, type }: OutgoingMessage): Destination =>
  kind === 'fact' ? 'topic' : `queue:${serviceOf(type)}`;

export interface AddressedMessage {
  readonly destination: Destination;
  readonly envelope: Envelope;
}

/** What a message or request was caused by; passed from each message to those it causes. */
export interface Causation {
  /** Id of the request that began it all. */
  readonly correlationId: string;
  /** Id of the request or message that caused this one. */
  readonly causationId: string;
  readonly traceparent?: string;
}

/** What JSON leaves as it is and no queue takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const untakeable = /[\ufffe\uffff]/g;

/** As JSON that queues and topics take, whatever somebody has written into a text. */
export const bodyOf = (envelope: object): string =>
  JSON.stringify(envelope).replace(
    untakeable,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

export const address = (
  outgoing: OutgoingMessage,
  meta: { id: string; source: string; time: string; sequence: number; causation: Causation },
): AddressedMessage => ({
  destination: destinationOf(outgoing),
  envelope: {
    specversion: '1.0',
    id: meta.id,
    source: `/tandem/${meta.source}`,
    type: outgoing.type,
    subject: outgoing.subject,
    time: meta.time,
    datacontenttype: 'application/json',
    sequence: meta.sequence,
    correlationid: meta.causation.correlationId,
    causationid: meta.causation.causationId,
    ...(meta.causation.traceparent === undefined
      ? {}
      : { traceparent: meta.causation.traceparent }),
    data: outgoing.data,
  },
});
