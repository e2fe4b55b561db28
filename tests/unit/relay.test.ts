// What was committed is published in batches of ten; what is not accepted stays pending.
import { setImmediate as nextTick } from 'node:timers/promises';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createRelay } from '../../functions/outbox-relay/relay.ts';
import type { OutboxItem } from '../../functions/outbox-relay/store.ts';
import { isForbidden } from '../../localstack/messaging/fauxqs-faults.ts';
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
  isPending: true,
  isCommit: false,
});

const commit = (id: number, ...messages: AddressedMessage[]): OutboxItem => ({
  ...item(id, ...messages),
  key: { pk: `ORDER#${id}`, sk: 'COMMIT#0000000001' },
  isPending: false,
  isCommit: true,
});

const setUp = (mark: (item: OutboxItem) => Promise<void> = async () => {}) => {
  const clock = testClock();
  const marked: string[] = [];
  const putAside: string[] = [];
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
      pending: async function* () {},
      markPublished: async (done, expiresAt) => {
        await mark(done);
        marked.push(`${done.key.pk} ${expiresAt}`);
      },
      markPending: async (late, pendingAt) => {
        await mark(late);
        putAside.push(`${late.key.pk} ${pendingAt}`);
      },
    },
    routes: { tables: { 'tandem-dev-orders': 'orders' }, topics: {}, queues: {} },
    clock,
    log: quietLog,
  });
  const ask = async (items: readonly OutboxItem[]) => {
    const { published, left } = await relay(items);
    return { published: [...published], left: [...left] };
  };
  return { relay: ask, clock, marked, putAside, failures };
};

afterAll(() => {
  sns.restore();
  sqs.restore();
});
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
    expect(await relay(items)).toEqual({ published: items, left: [] });
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

  it.each(['\uffff', '\ufffe', '\u0001', '\ud800', '\u{1ffff}'])(
    'says a text that holds %j as a queue takes it',
    async (text) => {
      const message = addressed(1, 'command');
      const said = { ...message, envelope: { ...message.envelope, data: { name: `A${text}` } } };
      expect((await setUp().relay([item(1, said)])).published).toHaveLength(1);
      const [sent] = sqs.commandCalls(SendMessageBatchCommand);
      const { MessageBody = '' } = sent?.args[0].input.Entries?.[0] ?? {};
      expect(isForbidden(MessageBody)).toBe(false);
      expect(JSON.parse(MessageBody)).toEqual(said.envelope);
    },
  );

  it('marks a thousand items fifty at a time, so that the client of the table refuses none', async () => {
    let [busy, most] = [0, 0];
    const { relay, marked } = setUp(async () => {
      busy += 1;
      most = Math.max(most, busy);
      await nextTick();
      busy -= 1;
    });
    await relay(Array.from({ length: 1_000 }, (_, n) => item(n, addressed(n, 'fact'))));
    expect(marked).toHaveLength(1_000);
    expect(most).toBe(50);
  });

  it('tries an item again when one of its messages is not accepted', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    const items = [
      item(1, addressed(1, 'fact')),
      item(2, addressed(2, 'fact'), addressed(3, 'command')),
    ];
    const { relay, marked } = setUp();
    expect(await relay(items)).toEqual({ published: [items[0]], left: [items[1]] });
    expect(marked).toEqual(['ORDER#1 1769817600']);
  });

  it('tries items again while the topic throttles, and publishes the others', async () => {
    sns.on(PublishBatchCommand).rejects(new Error('Throttled'));
    const items = [item(1, addressed(1, 'fact')), item(2, addressed(2, 'command'))];
    const { relay, failures } = setUp();
    expect(await relay(items)).toEqual({ published: [items[1]], left: [items[0]] });
    expect(failures).toEqual([new Error('Throttled')]);
  });

  it('tries an item again that was published and could not be marked', async () => {
    const { relay } = setUp(async () => {
      throw new Error('timeout');
    });
    const items = [item(1, addressed(1, 'fact'))];
    expect(await relay(items)).toEqual({ published: [], left: items });
  });

  it('writes nothing to a commit that is published in the first place', async () => {
    const items = [commit(1, addressed(1, 'fact'), addressed(2, 'command'))];
    const { relay, marked, putAside } = setUp();
    expect(await relay(items)).toEqual({ published: items, left: [] });
    expect([marked, putAside]).toEqual([[], []]);
  });

  it('puts aside what cannot be published for a quarter of a minute, so that others go on', async () => {
    const stray = { ...addressed(1, 'command'), destination: 'queue:nobody' as const };
    const items = [commit(1, stray), item(2, stray)];
    const { relay, clock, putAside, failures } = setUp();
    clock.advance(14_000);
    expect(await relay(items)).toEqual({ published: [], left: items });
    expect(failures).toEqual([new Error('no destination is configured for nobody')]);
    clock.advance(1_000);
    expect(await relay(items)).toEqual({ published: [], left: [] });
    // The other one is pending since it was written.
    expect(putAside).toEqual(['ORDER#1 2026-01-01T00:00:00.000Z']);
  });

  it('tries a commit again that could neither be published nor put aside', async () => {
    sns.on(PublishBatchCommand).rejects(new Error('Throttled'));
    const { relay, clock } = setUp(async () => {
      throw new Error('timeout');
    });
    clock.advance(60_000);
    const items = [commit(1, addressed(1, 'fact'))];
    expect(await relay(items)).toEqual({ published: [], left: items });
  });

  it('takes what was put aside out of the index once it is published', async () => {
    const late = { ...commit(1, addressed(1, 'fact')), isPending: true };
    const { relay, marked } = setUp();
    expect(await relay([late])).toEqual({ published: [late], left: [] });
    expect(marked).toEqual(['ORDER#1 1769817600']);
  });
});
