// A message that dies: when, with which reason, and what its letter says.
import { describe, expect, it } from 'vitest';
import { deadLetterOf, isWanted } from '../../platform/messaging/dead-letter.ts';
import { createMoveToDeadLetters, reasonOf } from '../../platform/messaging/dead-letter-queue.ts';
import { idsOf } from '../../platform/messaging/failed-message.ts';

const time = '2026-01-01T00:00:00.000Z';

describe('a message that has failed', () => {
  const start = () => {
    const sent: unknown[] = [];
    const client = { send: async ({ input }: { input: unknown }) => void sent.push(input) };
    const move = createMoveToDeadLetters({
      client: client as never,
      deadLettersUrl: 'http://dead',
    });
    return {
      sent,
      move: (receives: number) =>
        move({ messageId: 'm', body: 'b', receives }, new TypeError('no')),
    };
  };

  it('dies with the fifth time, and says why', async () => {
    const { sent, move } = start();
    expect([await move(4), sent.length]).toEqual([false, 0]);
    expect(await move(5)).toBe(true);
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    expect(sent).toEqual([
      {
        QueueUrl: 'http://dead',
        MessageBody: 'b',
        MessageAttributes: {
          reason: text('TypeError: no'),
          from: text('inbox'),
          messageId: text('m'),
          receives: text('5'),
        },
      },
    ]);
  });

  it.each([
    [new Error('x'.repeat(1_001)), `Error: ${'x'.repeat(993)}`],
    ['a\u0000b', 'a\ufffdb'],
    ['', 'no reason was given'],
    [7, '7'],
  ])('has a reason that SQS takes, %#', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });

  it.each([
    [JSON.stringify({ id: 'x'.repeat(200) }), 'x'.repeat(200)],
    [JSON.stringify({ id: 'x'.repeat(201) }), undefined],
    [JSON.stringify({ id: 7 }), undefined],
    ['null', undefined],
    ['{', undefined],
  ])('is known by what can be read of %.20s', (body, messageId) => {
    expect(idsOf(body).messageId).toBe(messageId);
  });
});

describe('a dead letter', () => {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });

  it('says all that its consumer has said', () => {
    const Body = JSON.stringify({ specversion: '1.0', id: 'i', type: 't', subject: 's', data: {} });
    expect(
      deadLetterOf({
        MessageId: 'letter',
        Body,
        Attributes: { SentTimestamp: '1767225600000', ApproximateReceiveCount: '2' },
        MessageAttributes: {
          messageId: text('m'),
          from: text('outbox'),
          receives: text('5'),
          reason: text('why'),
        },
      }),
    ).toEqual({
      letterId: 'letter',
      messageId: 'm',
      id: 'i',
      type: 't',
      subject: 's',
      from: 'outbox',
      diedAt: time,
      receives: 5,
      reason: 'why',
      body: Body,
    });
  });

  const nothing = { id: null, type: null, subject: null, from: null, diedAt: null, reason: null };

  it.each([
    [{}, { ...nothing, letterId: '', messageId: '', receives: 0 }],
    [
      { Body: 'null', MessageId: 'l' },
      { ...nothing, messageId: 'l' },
    ],
    [{ Body: '{"id":7}' }, nothing],
    [{ Body: '{"specversion":"1.0"}' }, { from: null }],
    [{ Body: '{"specversion":1,"data":{}}' }, { from: null }],
    [{ Body: '{"specversion":"1.0","data":null}' }, { from: 'inbox' }],
    [{ Attributes: { ApproximateReceiveCount: '3' } }, { receives: 3 }],
    [{ MessageAttributes: { ERROR_MESSAGE: text('scheduler') } }, { reason: 'scheduler' }],
    [{ Body: '{"responsePayload":{"errorMessage":"broke"}}' }, { reason: 'broke' }],
    [
      { Body: '{"requestContext":{"condition":"RetriesExhausted"}}' },
      { reason: 'RetriesExhausted' },
    ],
  ])('of %j says %j', (message, letter) => {
    expect(deadLetterOf(message as never)).toMatchObject(letter);
  });

  it('is wanted by each of its ids, its type and its subject', () => {
    const letter = {
      ...deadLetterOf({}),
      id: 'i',
      messageId: 'm',
      letterId: 'l',
      type: 't',
      subject: 's',
    };
    const wanted = [
      {},
      { id: 'i' },
      { id: 'm' },
      { id: 'l' },
      { type: 't' },
      { subject: 's' },
      { id: 'i', type: 't', subject: 's' },
    ];
    expect(wanted.map((filter) => isWanted(letter, filter))).toEqual(wanted.map(() => true));
    const others = [
      { id: 'x' },
      { type: 'x' },
      { subject: 'x' },
      { id: 'x', type: 't', subject: 's' },
      { id: 'i', type: 'x', subject: 's' },
      { id: 'i', type: 't', subject: 'x' },
    ];
    expect(others.map((filter) => isWanted(letter, filter))).toEqual(others.map(() => false));
  });
});
