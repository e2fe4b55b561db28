// Messages on their way: what stands in an envelope, and which of them go together.

import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { command } from '../../events/message.ts';
import { strict } from '../../events/schemas.ts';
import { aggregateOf, causationOf, messagesOf } from '../../platform/messaging/committed.ts';
import { createInbox, done, ignored, onWhole } from '../../platform/messaging/inbox.ts';
import {
  type AddressedMessage,
  address,
  destinationOf,
} from '../../platform/messaging/outgoing.ts';
import { createPublisher } from '../../platform/messaging/publisher.ts';
import { quietLog } from '../support/http.ts';
import { tracerUnderTest } from '../support/tracer.ts';

const time = '2026-01-01T00:00:00.000Z';
const causation = { correlationId: 'req_1', causationId: 'msg_0' };

describe('a message', () => {
  it('of a commit says which version its events lead to, and whom it is about', () => {
    const commit = {
      pk: 'ORDER#ord_1',
      sk: 'COMMIT#0000000005',
      events: [1, 2, 3],
      time,
      correlationId: 'req_1',
      messageId: 'msg_0',
      messages: [
        { id: 'msg_1', destination: 'topic', type: 'orders.a.v1', data: { a: 1 } },
        {
          id: 'msg_2',
          destination: 'queue:payments',
          type: 'payments.b.v1',
          subject: 'pay_1',
          data: {},
        },
      ],
    } as const;
    const common = {
      specversion: '1.0',
      source: '/tandem/orders',
      time,
      datacontenttype: 'application/json',
      sequence: 7,
      correlationid: 'req_1',
      causationid: 'msg_0',
    };
    expect(messagesOf('orders', commit)).toEqual([
      {
        destination: 'topic',
        envelope: { ...common, id: 'msg_1', type: 'orders.a.v1', subject: 'ord_1', data: { a: 1 } },
      },
      {
        destination: 'queue:payments',
        envelope: { ...common, id: 'msg_2', type: 'payments.b.v1', subject: 'pay_1', data: {} },
      },
    ]);
    const traced = messagesOf('orders', { ...commit, traceparent: 'trace' });
    expect(traced[0]?.envelope.traceparent).toBe('trace');
    const { messages: _, ...silent } = commit;
    expect(messagesOf('orders', silent)).toEqual([]);
  });

  it('is caused by what is named, or else by the message or the request that is answered', () => {
    const of = { correlationId: 'req', messageId: 'msg', causationId: 'cause' };
    expect(causationOf(of)).toBe('cause');
    expect(causationOf({ correlationId: 'req', messageId: 'msg' })).toBe('msg');
    expect(causationOf({ correlationId: 'req' })).toBe('req');
    expect(aggregateOf('ORDER#ord#1')).toBe('ord#1');
  });

  it('goes to the topic as a fact, as a command to the one it names', () => {
    const outgoing = { type: 'payments.pay.v1', subject: 'pay_1', data: {} };
    expect(destinationOf({ ...outgoing, kind: 'fact' })).toBe('topic');
    expect(destinationOf({ ...outgoing, kind: 'command' })).toBe('queue:payments');
    const meta = { id: 'msg_1', source: 'orders', time, sequence: 3, causation };
    const { envelope } = address({ ...outgoing, kind: 'command' }, meta);
    expect(envelope).toEqual({
      specversion: '1.0',
      id: 'msg_1',
      source: '/tandem/orders',
      type: 'payments.pay.v1',
      subject: 'pay_1',
      time,
      datacontenttype: 'application/json',
      sequence: 3,
      correlationid: 'req_1',
      causationid: 'msg_0',
      data: {},
    });
    const traced = { ...meta, causation: { ...causation, traceparent: 'trace' } };
    expect(address({ ...outgoing, kind: 'fact' }, traced).envelope.traceparent).toBe('trace');
  });
});

describe('messages that are published', () => {
  const addressed = (number: number, destination: AddressedMessage['destination']) =>
    ({ destination, envelope: { id: `msg_${number}`, type: 'orders.a.v1' } }) as AddressedMessage;

  const start = (successful: (ids: string[]) => string[] | undefined | Error) => {
    const sent: [name: string, to: unknown, bodies: unknown[]][] = [];
    const failed: unknown[] = [];
    const send = async ({
      input,
      constructor: { name },
    }: {
      input: Record<string, unknown>;
      constructor: { name: string };
    }) => {
      const entries = (input.Entries ?? input.PublishBatchRequestEntries) as Record<
        string,
        string
      >[];
      sent.push([name, input.QueueUrl ?? input.TopicArn, entries]);
      const ids = successful(entries.map(({ Id = '' }) => Id));
      if (ids instanceof Error) throw ids;
      return ids && { Successful: ids.map((Id) => ({ Id })) };
    };
    const publisher = createPublisher({
      sns: { send } as never,
      sqs: { send } as never,
      topics: { orders: 'arn:orders' },
      queues: { payments: 'http://payments' },
      failed: (error) => void failed.push(error),
      tracer: tracerUnderTest().tracer,
    });
    return { publisher, sent, failed };
  };

  it('go ten at a time, each kind its way', async () => {
    const { publisher, sent } = start((ids) => ids);
    const messages = [
      ...Array.from({ length: 11 }, (_, number) => addressed(number, 'topic')),
      addressed(11, 'queue:payments'),
    ];
    const accepted = await publisher.publish('orders', messages);
    expect([...accepted].sort()).toEqual(messages.map(({ envelope }) => envelope.id).sort());
    expect(sent.map(([name, to, entries]) => [name, to, entries.length])).toEqual([
      ['PublishBatchCommand', 'arn:orders', 10],
      ['PublishBatchCommand', 'arn:orders', 1],
      ['SendMessageBatchCommand', 'http://payments', 1],
    ]);
    const MessageAttributes = { type: { DataType: 'String', StringValue: 'orders.a.v1' } };
    const body = (number: number) => JSON.stringify({ id: `msg_${number}`, type: 'orders.a.v1' });
    expect(sent[1]?.[2]).toEqual([{ Id: '0', Message: body(10), MessageAttributes }]);
    expect(sent[2]?.[2]).toEqual([{ Id: '0', MessageBody: body(11), MessageAttributes }]);
    expect(await publisher.publish('orders', [])).toEqual(new Set());
  });

  it('that are not accepted are told by their absence, and others go on', async () => {
    const { publisher } = start((ids) => ids.slice(1));
    const messages = [0, 1, 2].map((number) => addressed(number, 'topic'));
    expect([...(await publisher.publish('orders', messages))]).toEqual(['msg_1', 'msg_2']);
    const none = start(() => []);
    expect([...(await none.publisher.publish('orders', messages))]).toEqual([]);
  });

  it('whose batch fails, or that go nowhere, are told of', async () => {
    const { publisher, failed } = start(() => new Error('down'));
    await publisher.publish('orders', [addressed(0, 'topic'), addressed(1, 'queue:nobody')]);
    await publisher.publish('nobody', [addressed(0, 'topic')]);
    expect(failed.map((error) => (error as Error).message).sort()).toEqual([
      'down',
      'no destination is configured for nobody',
      'no destination is configured for nobody',
    ]);
  });
});

it('who passes a message on is handed all of it, as it came, and may ignore it', async () => {
  const count = command('orders.count.v1', strict({ by: Type.Integer() }));
  const seen: unknown[] = [];
  const inbox = createInbox(
    [
      onWhole(count, async ({ data, envelope }) => {
        seen.push(data, Object.hasOwn(envelope, 'data'));
        return data.by > 1 ? ignored('too much') : done;
      }),
    ],
    quietLog,
  );
  const envelope = {
    ...address(
      { type: 'orders.count.v1', kind: 'command', subject: 'counter', data: { by: 2, more: 1 } },
      {
        id: 'msg_00000001',
        source: 'test',
        time,
        sequence: 1,
        causation: { correlationId: 'request-0001', causationId: 'request-0001' },
      },
    ).envelope,
  };
  expect(await inbox(JSON.stringify(envelope))).toEqual({ kind: 'ignored', reason: 'too much' });
  expect(seen).toEqual([{ by: 2, more: 1 }, false]);
});
