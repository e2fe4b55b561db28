// Records beside an effect, member by member: outbox, inbox and idempotency, and how long each is kept.
import { describe, expect, it } from 'vitest';
import { fact, message } from '../../events/message.ts';
import { strict } from '../../events/schemas.ts';
import {
  AlreadyProcessed,
  effectWrites,
  idempotencyKey,
  idempotencyWrite,
  KeyTaken,
  paddedVersion,
} from '../../platform/data/records.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const clock = testClock();
const nowSeconds = 1_767_225_600;
const causation = { correlationId: 'req_1', causationId: 'msg_0' };
const moved = fact('orders.moved.v1', strict({}));
const id = (count: number) => String(count).padStart(32, '0');

const reply = { status: 201, body: '{}' };
const idempotency = {
  scope: 'usr_1:POST:/orders',
  key: 'key-0000000000001',
  requestHash: 'h',
  reply,
};

const work = () => {
  const table = createMemoryTable();
  const commit = createUnitOfWork({ table, source: 'orders', clock, newId: countingIds() });
  return { table, commit };
};

describe('a unit of work', () => {
  it('writes what it says, what it answers and its own, together', async () => {
    const { table, commit } = work();
    await commit({
      pk: 'USER#1',
      writes: [{ put: { pk: 'USER#1', sk: 'USER', a: 1 } }],
      messages: [message(moved, 'usr_1', {})],
      causation,
      idempotency,
    });
    expect(table.all()).toEqual([
      {
        pk: 'USER#1',
        sk: `OUT#out_${id(2)}`,
        messages: [
          {
            destination: 'topic',
            envelope: expect.objectContaining({
              id: `msg_${id(1)}`,
              source: '/tandem/orders',
              type: 'orders.moved.v1',
              subject: 'usr_1',
              sequence: 0,
              time: '2026-01-01T00:00:00.000Z',
              correlationid: 'req_1',
              causationid: 'msg_0',
            }),
          },
        ],
        pending: expect.stringMatching(/^[0-3]$/),
        pendingAt: '2026-01-01T00:00:00.000Z',
      },
      {
        pk: 'IDEMPOTENCY#usr_1:POST:/orders#key-0000000000001',
        sk: 'IDEMPOTENCY',
        requestHash: 'h',
        reply,
        expiresAt: nowSeconds + 259_200,
      },
      { pk: 'USER#1', sk: 'USER', a: 1 },
    ]);
  });

  it('names the version of what has one', async () => {
    const { table, commit } = work();
    await commit({
      pk: 'USER#1',
      writes: [],
      messages: [message(moved, 'usr_1', {})],
      causation,
      sequence: 7,
    });
    expect(table.all()[0]).toMatchObject({ messages: [{ envelope: { sequence: 7 } }] });
  });

  it('without a word leaves no record of one', async () => {
    const { table, commit } = work();
    await commit({ pk: 'USER#1', writes: [{ put: { pk: 'USER#1', sk: 'USER' } }], causation });
    expect(table.all()).toEqual([{ pk: 'USER#1', sk: 'USER' }]);
  });

  it('is the effect of a message once', async () => {
    const { table, commit } = work();
    const once = { pk: 'USER#1', writes: [], causation, messageId: 'msg_1' };
    await commit(once);
    await expect(commit(once)).rejects.toThrow(AlreadyProcessed);
    expect(table.all()).toEqual([
      { pk: 'INBOX#msg_1', sk: 'INBOX', expiresAt: nowSeconds + 1_296_000 },
    ]);
  });

  it('that answers a message keeps both in one item, for as long as it is pending', async () => {
    const { table, commit } = work();
    const messages = [message(moved, 'usr_1', {})];
    await commit({ pk: 'USER#1', writes: [], messages, causation, messageId: 'msg_1' });
    expect(table.all()).toEqual([
      expect.objectContaining({ pk: 'INBOX#msg_1', pendingAt: '2026-01-01T00:00:00.000Z' }),
    ]);
    expect(table.all()[0]).not.toHaveProperty('expiresAt');
  });
});

describe('an outbox item', () => {
  const said = { destination: 'topic', envelope: {} } as never;
  const keyOf = (version: number | string) =>
    effectWrites({ pk: 'P', version, messageId: undefined, messages: [said], clock }).map(
      (write) => ('put' in write ? [write.put.sk, write.condition?.expression] : []),
    );

  it('is known by the version, ten digits long, and is new', () => {
    expect(keyOf(42)).toEqual([['OUT#0000000042', 'attribute_not_exists(pk)']]);
    expect(keyOf('out_1')).toEqual([['OUT#out_1', 'attribute_not_exists(pk)']]);
    expect(paddedVersion(9_999_999_999)).toBe('9999999999');
  });
});

describe('an idempotency key', () => {
  const write = idempotencyWrite(idempotency, nowSeconds);

  it('is free, or was taken three days ago', async () => {
    const table = createMemoryTable();
    await table.transact([write]);
    await expect(table.transact([write])).rejects.toThrow(KeyTaken);
    const later = (seconds: number) =>
      table.transact([idempotencyWrite(idempotency, nowSeconds + seconds)]);
    await expect(later(259_200)).rejects.toThrow(KeyTaken);
    await later(259_201);
  });

  it('is of one caller and one route', () => {
    expect(idempotencyKey('usr_1:POST:/orders', 'k')).toEqual({
      pk: 'IDEMPOTENCY#usr_1:POST:/orders#k',
      sk: 'IDEMPOTENCY',
    });
  });
});
