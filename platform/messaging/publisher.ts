// Publishes committed messages: facts to topics, commands to queues, ten at a time.
import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OpenSpan, Tracer } from '../telemetry/trace.ts';
import { processTracer } from '../telemetry/tracer.ts';
import { batchesOf } from './batches.ts';
import { type AddressedMessage, bodyOf } from './outgoing.ts';

export interface Publisher {
  /** Answers the ids of the envelopes that were accepted; what is missing must be published again. */
  publish(source: string, messages: readonly AddressedMessage[]): Promise<ReadonlySet<string>>;
}

export interface PublisherOptions {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** ARN of the topic of each service. */
  readonly topics: Readonly<Record<string, string>>;
  /** URL of the inbox queue of each service. */
  readonly queues: Readonly<Record<string, string>>;
  /** Told of each batch that failed; the others go on. */
  readonly failed: (error: unknown) => void;
  /** @default that of the process */
  readonly tracer?: Tracer;
}

interface Sending {
  readonly envelope: AddressedMessage['envelope'];
  readonly body: string;
  readonly span?: OpenSpan;
}

const lookUp = (table: Readonly<Record<string, string>>, name: string): string => {
  const found = table[name];
  if (found === undefined) throw new Error(`no destination is configured for ${name}`);
  return found;
};

/** A span of its own for each message, which its receiver is part of. */
const begin = (tracer: Tracer, { destination, envelope }: AddressedMessage): Sending => {
  if (envelope.traceparent === undefined) return { envelope, body: bodyOf(envelope) };
  const span = tracer.open({
    name: `publish ${envelope.type}`,
    kind: 'producer',
    parent: envelope.traceparent,
    correlationId: envelope.correlationid,
    attributes: {
      'messaging.system': destination === 'topic' ? 'aws.sns' : 'aws_sqs',
      'messaging.message.id': envelope.id,
      subject: envelope.subject,
    },
  });
  const traced = { ...envelope, ...(span.traceparent && { traceparent: span.traceparent }) };
  return { envelope: traced, body: bodyOf(traced), span };
};

const attributesOf = ({ envelope }: Sending) => ({
  type: { DataType: 'String', StringValue: envelope.type },
});

/** Names and types of attributes count as well. */
const bytesOf = (sending: Sending): number =>
  Buffer.byteLength(sending.body) + Buffer.byteLength(JSON.stringify(attributesOf(sending)));

const entries = (batch: readonly Sending[]) =>
  batch.map((sending, index) => ({
    Id: String(index),
    body: sending.body,
    MessageAttributes: attributesOf(sending),
  }));

const toTopic = async (sns: SNSClient, TopicArn: string, batch: readonly Sending[]) => {
  const PublishBatchRequestEntries = entries(batch).map(({ body, ...entry }) => ({
    ...entry,
    Message: body,
  }));
  const { Successful = [] } = await sns.send(
    new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }),
  );
  return Successful;
};

const toQueue = async (sqs: SQSClient, QueueUrl: string, batch: readonly Sending[]) => {
  const Entries = entries(batch).map(({ body, ...entry }) => ({ ...entry, MessageBody: body }));
  const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  return Successful;
};

export const createPublisher = ({
  sns,
  sqs,
  topics,
  queues,
  failed,
  tracer = processTracer(),
}: PublisherOptions): Publisher => {
  const send = async (
    source: string,
    destination: string,
    batch: readonly Sending[],
  ): Promise<string[]> => {
    const taken = new Set<string>();
    try {
      const accepted =
        destination === 'topic'
          ? await toTopic(sns, lookUp(topics, source), batch)
          : await toQueue(sqs, lookUp(queues, destination.slice('queue:'.length)), batch);
      for (const { Id } of accepted) taken.add(batch[Number(Id)]?.envelope.id ?? '');
    } catch (error) {
      failed(error);
    }
    for (const { envelope, span } of batch) span?.end({ failed: !taken.has(envelope.id) });
    return [...taken];
  };

  return {
    publish: async (source, messages) => {
      const byDestination = Map.groupBy(messages, ({ destination }) => destination);
      const sent = await Promise.all(
        [...byDestination].flatMap(([destination, group]) =>
          batchesOf(
            group.map((each) => begin(tracer, each)),
            bytesOf,
          ).map((batch) => send(source, destination, batch)),
        ),
      );
      return new Set(sent.flat());
    },
  };
};
