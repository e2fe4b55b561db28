// Commands on event-sourced aggregates: one contract on DynamoDB and in memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommandHandler } from '../../platform/command-handler.ts';
import { createEventStore } from '../../platform/data/event-store.ts';
import { idempotencyKey, KeyTaken } from '../../platform/data/records.ts';
import type { Table } from '../../platform/data/table.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { type CounterEvent, type CounterState, counter } from '../support/counter.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };

const contract = (make: (name: string) => Promise<Table>) => {
  let count = 0;
  const setUp = async () => {
    count += 1;
    const table = await make(`counter-${count}`);
    const clock = testClock();
    const store = createEventStore<CounterEvent, CounterState>({
      table,
      name: 'COUNTER',
      initial: counter.initial,
      clock,
    });
    const handle = createCommandHandler({
      source: 'orders',
      decider: counter,
      store,
      clock,
      newId: countingIds(),
    });
    return { table, store, handle, clock };
  };

  it('keeps state, event and outbox of a command together', async () => {
    const { table, store, handle } = await setUp();
    const outcome = await handle('1', { by: 2 }, { causation });
    expect(outcome).toEqual({
      kind: 'committed',
      state: { count: 2 },
      version: 1,
      events: [{ type: 'counted', by: 2 }],
    });
    expect(await store.load('1')).toEqual({ state: { count: 2 }, version: 1 });
    expect(await store.history('1')).toEqual([
      {
        version: 1,
        event: { type: 'counted', by: 2 },
        time: '2026-01-01T00:00:00.000Z',
        correlationId: 'request-1',
        causationId: 'request-1',
      },
    ]);
    const outbox = await table.get<{ messages: { destination: string; envelope: object }[] }>({
      pk: 'COUNTER#1',
      sk: 'OUT#0000000001',
    });
    expect(outbox?.messages.map(({ destination }) => destination)).toEqual([
      'topic',
      'queue:products',
    ]);
    expect(outbox?.messages[0]?.envelope).toEqual({
      specversion: '1.0',
      id: 'msg_00000000000000000000000000000001',
      source: '/tandem/orders',
      type: 'orders.counted.v1',
      subject: 'counter',
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      sequence: 1,
      correlationid: 'request-1',
      causationid: 'request-1',
      data: { by: 2 },
    });
  });

  it('applies every one of many commands at once, one version each', async () => {
    const { store, handle } = await setUp();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => handle('1', { by: 1 }, { causation })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
    expect(await store.load('1')).toEqual({ state: { count: 5 }, version: 5 });
    const versions = (await store.history('1')).map(({ version }) => version);
    expect(versions).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives one effect to a message that is delivered five times', async () => {
    const { store, handle } = await setUp();
    const context = { causation, messageId: 'msg_delivered-often' };
    const outcomes = [];
    for (let delivery = 0; delivery < 5; delivery += 1) {
      outcomes.push((await handle('1', { by: 1 }, context)).kind);
    }
    expect(outcomes).toEqual(['committed', 'ignored', 'ignored', 'ignored', 'ignored']);
    expect(await store.load('1')).toEqual({ state: { count: 1 }, version: 1 });
  });

  it('keeps what a message causes in its inbox row, pending until it is published', async () => {
    const { table, handle } = await setUp();
    await handle('1', { by: 1 }, { causation, messageId: 'msg_with-consequences' });
    const row = await table.get<{ messages: object[]; pending: string; pendingAt: string }>({
      pk: 'INBOX#msg_with-consequences',
      sk: 'INBOX',
    });
    expect(row?.messages.length).toBe(2);
    expect(row).not.toHaveProperty('expiresAt');
    const due = await table.queryIndex('pending-index', row?.pending ?? '', '2026-01-01T00:00:01Z');
    expect(due.map(({ pk }) => pk)).toEqual(['INBOX#msg_with-consequences']);
  });

  it('stores the reply of a request with its effect, and takes a key once', async () => {
    const { table, handle, clock } = await setUp();
    const idempotency = {
      scope: 'usr_1:POST:/counters',
      key: 'a-key-of-sixteen-characters',
      requestHash: 'hash',
      reply: (state: CounterState) => ({ status: 201, body: JSON.stringify(state) }),
    };
    await handle('1', { by: 2 }, { causation, idempotency });
    const record = await table.get(idempotencyKey(idempotency.scope, idempotency.key));
    expect(record).toMatchObject({
      requestHash: 'hash',
      reply: { status: 201, body: '{"count":2}' },
    });
    const again = handle('2', { by: 2 }, { causation, idempotency });
    await expect(again).rejects.toBeInstanceOf(KeyTaken);
    clock.advance(73 * 3_600_000);
    await expect(handle('3', { by: 2 }, { causation, idempotency })).resolves.toMatchObject({
      kind: 'committed',
    });
  });

  it('writes nothing for a command that is refused or ignored', async () => {
    const { store, handle } = await setUp();
    await expect(handle('1', { by: 11 }, { causation })).rejects.toMatchObject({
      code: 'invalid-state',
    });
    expect(await handle('1', { by: 0 }, { causation })).toMatchObject({
      kind: 'ignored',
      reason: 'nothing to count',
    });
    expect(await store.load('1')).toEqual({ state: { count: 0 }, version: 0 });
  });

  it('lets further writes stand or fall with the commit', async () => {
    const { table, store, handle } = await setUp();
    const refuse = () => new Error('the other item is taken');
    const write = {
      put: { pk: 'OTHER', sk: 'X' },
      condition: { expression: 'attribute_not_exists(pk)' },
      refused: refuse,
    };
    await handle('1', { by: 1 }, { causation, writes: () => [write] });
    await expect(handle('2', { by: 1 }, { causation, writes: () => [write] })).rejects.toThrow(
      'the other item is taken',
    );
    expect(await store.load('2')).toEqual({ state: { count: 0 }, version: 0 });
    expect(await table.get({ pk: 'OTHER', sk: 'X' })).toEqual({ pk: 'OTHER', sk: 'X' });
  });
};

describe('on DynamoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startDatabase();
  });
  afterAll(() => database.stop());
  contract((name) => database.table(name));
});

describe('in memory', () => {
  contract(async () => createMemoryTable());
});
