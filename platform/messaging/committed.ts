// A message as its commit keeps it: what the commit says for all of them is put round it when it is sent.
import type { AddressedMessage, Destination } from './outgoing.ts';

export interface CommittedMessage {
  readonly id: string;
  readonly destination: Destination;
  readonly type: string;
  /** @default the aggregate of the commit */
  readonly subject?: string;
  readonly data: unknown;
}

/** The item of a commit, as far as its messages are concerned. */
export interface CommitItem {
  readonly pk: string;
  readonly sk: string;
  readonly events: readonly unknown[];
  readonly time: string;
  readonly correlationId: string;
  /** @default the message or the request that is answered */
  readonly causationId?: string;
  readonly messageId?: string;
  readonly traceparent?: string;
  readonly messages?: readonly CommittedMessage[];
}

export const commitPrefix = 'COMMIT#';

/** `ORDER#ord_1` is about `ord_1`. */
export const aggregateOf = (pk: string): string => pk.slice(pk.indexOf('#') + 1);

export const causationOf = ({
  causationId,
  messageId,
  correlationId,
}: Pick<CommitItem, 'causationId' | 'messageId' | 'correlationId'>): string =>
  causationId ?? messageId ?? correlationId;

/** As the service says them, the same each time. */
export const messagesOf = (source: string, commit: CommitItem): AddressedMessage[] => {
  const { pk, sk, events, time, correlationId, traceparent, messages = [] } = commit;
  return messages.map(({ id, destination, type, subject = aggregateOf(pk), data }) => ({
    destination,
    envelope: {
      specversion: '1.0',
      id,
      source: `/tandem/${source}`,
      type,
      subject,
      time,
      datacontenttype: 'application/json',
      // The key of a commit says which version its first event is.
      sequence: Number(sk.slice(commitPrefix.length)) + events.length - 1,
      correlationid: correlationId,
      causationid: causationOf(commit),
      ...(traceparent === undefined ? {} : { traceparent }),
      data,
    },
  }));
};
