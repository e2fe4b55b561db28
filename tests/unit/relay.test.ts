// What was committed is published in batches of ten; what is not accepted stays pending.
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRelay } from '../../functions/outbox-relay/relay.ts';
import type { OutboxItem } from '../../functions/outbox-relay/store.ts';
import { type AddressedMessage, address } from '../../platform/messaging/outgoing.ts';
import { createPublisher } from '../../platform/messaging/publisher.ts';
import { testClock } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';

const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);

const accept = (entries: readonly { Id: string | undefined }[] = []) => ({
  Successful: entries.map(({ Id }) => ({ Id, MessageId: 'm', MD5OfMessageBody: 'x' })),
  Failed: [],
});

const addressed = (id: number, kind: 'fact' | 'command'): AddressedMessage =>
  address(
    { type: kind === 'fact' ? 'orders.done.v1' : 'products.do.v1', kind, subject: 's', data: {} },
    {
      id: `msg_${String(id).padStart(8, '0')}`,
      source: 'orders',
      time: '2026-01-01T00:00:00.000Z',
      sequence: 1,
      causation: { correlationId: 'request-0001', causationId: 'request-0001' },
    },
  );

const item = (id: number, ...messages: AddressedMessage[]): OutboxItem => ({
  table: 'tandem-dev-orders',
  key: { pk: `ORDER#${id}`, sk: 'OUT#0000000001' },
  messages,
});

const setUp = (mark: (item: OutboxItem) => Promise<void> = async () => {}) => {
  const marked: string[] = [];
  const failures: unknown[] = [];
  const relay = createRelay({
    publisher: createPublisher({
      sns: new SNSClient({}),
      sqs: new SQSClient({}),
      topics: { orders: 'arn:topic' },
      queues: { products: 'http://queue/products' },
      failed: (error) => failures.push(error),
    }),
    outboxes: {
      pending: async () => [],
      markPublished: async (done, expiresAt) => {
        await mark(done);
        marked.push(`${done.key.pk} ${expiresAt}`);
      },
    },
    routes: { tables: { 'tandem-dev-orders': 'orders' }, topics: {}, queues: {} },
    clock: testClock(),
    log: quietLog,
  });
  return { relay, marked, failures };
};

beforeEach(() => {
  sns.reset();
  sqs.reset();
  sns
    .on(PublishBatchCommand)
    .callsFake(({ PublishBatchRequestEntries }) => accept(PublishBatchRequestEntries));
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => accept(Entries));
});

describe('the relay', () => {
  it('sends facts to the topic and commands to the queue, ten at a time, with the type beside them', async () => {
    const items = Array.from({ length: 13 }, (_, n) =>
      item(n, addressed(n, 'fact'), addressed(100 + n, 'command')),
    );
    const { relay, marked } = setUp();
    expect(await relay(items)).toEqual(new Set());
    expect(sns.calls().length).toBe(2);
    expect(sqs.calls().length).toBe(2);
    const [first] = sns.commandCalls(PublishBatchCommand);
    expect(first?.args[0].input.TopicArn).toBe('arn:topic');
    expect(first?.args[0].input.PublishBatchRequestEntries?.length).toBe(10);
    expect(first?.args[0].input.PublishBatchRequestEntries?.[0]?.MessageAttributes).toEqual({
      type: { DataType: 'String', StringValue: 'orders.done.v1' },
    });
    expect(marked.length).toBe(13);
    expect(marked[0]).toBe('ORDER#0 1769817600');
  });

  it('leaves an item pending when one of its messages is not accepted', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    const items = [
      item(1, addressed(1, 'fact')),
      item(2, addressed(2, 'fact'), addressed(3, 'command')),
    ];
    const { relay, marked } = setUp();
    expect(await relay(items)).toEqual(new Set([items[1]]));
    expect(marked).toEqual(['ORDER#1 1769817600']);
  });

  it('leaves items pending while the topic throttles, and publishes the others', async () => {
    sns.on(PublishBatchCommand).rejects(new Error('Throttled'));
    const items = [item(1, addressed(1, 'fact')), item(2, addressed(2, 'command'))];
    const { relay, failures } = setUp();
    expect(await relay(items)).toEqual(new Set([items[0]]));
    expect(failures).toEqual([new Error('Throttled')]);
  });

  it('keeps an item pending that was published and could not be marked', async () => {
    const { relay } = setUp(async () => {
      throw new Error('timeout');
    });
    const items = [item(1, addressed(1, 'fact'))];
    expect(await relay(items)).toEqual(new Set(items));
  });

  it('keeps a message whose destination is not configured pending', async () => {
    const stray = { ...addressed(1, 'command'), destination: 'queue:nobody' as const };
    const items = [item(1, stray)];
    const { relay, failures } = setUp();
    expect(await relay(items)).toEqual(new Set(items));
    expect(failures).toEqual([new Error('no destination is configured for nobody')]);
  });
});
