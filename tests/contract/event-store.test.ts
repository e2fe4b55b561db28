// Commands on event-sourced aggregates: one contract on DynamoDB and in memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommandHandler } from '../../platform/data/command-handler.ts';
import { commitKey } from '../../platform/data/commits.ts';
import { createEventStore } from '../../platform/data/event-store.ts';
import { integer, members } from '../../platform/data/shape.ts';
import type { Table } from '../../platform/data/table.ts';
import { type CommitItem, messagesOf } from '../../platform/messaging/committed.ts';
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
    const noted: string[] = [];
    const store = createEventStore<CounterEvent, CounterState>({
      table,
      name: 'COUNTER',
      initial: counter.initial,
      evolve: counter.evolve,
      shape: members({ count: integer }),
      readable: { note: ({ pk, sk }, kind, at) => void noted.push(`${kind} ${pk} ${sk}: ${at}`) },
    });
    const handle = createCommandHandler({
      decider: counter,
      store,
      clock,
      newId: countingIds(),
    });
    return { table, store, handle, noted };
  };

  it('keeps the events of a command and what is said of them in one item', async () => {
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
    const [commit, ...others] = await table.query<CommitItem>('COUNTER#1');
    expect(others).toEqual([]);
    expect(Object.keys(commit ?? {}).sort()).toEqual([
      'correlationId',
      'events',
      'messages',
      'pk',
      'sk',
      'time',
    ]);
    expect(commit?.sk).toBe('COMMIT#0000000001');
    const messages = commit && messagesOf('orders', commit);
    expect(messages?.map(({ destination }) => destination)).toEqual(['topic', 'queue:products']);
    expect(messages?.[0]?.envelope).toEqual({
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

  it('keeps once what all messages of a commit have in common', async () => {
    const { table, store, handle } = await setUp();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answered = { correlationId: 'request-1', causationId: 'msg_1', traceparent };
    await handle('counter', { by: 2 }, { causation: answered, messageId: 'msg_1' });
    await handle('counter', { by: 1 }, { causation: { ...answered, causationId: 'cause-1' } });
    const commits = await table.query<CommitItem>('COUNTER#counter');
    expect(commits.map(({ messages }) => Object.keys(messages?.[0] ?? {}).sort())).toEqual([
      ['data', 'destination', 'id', 'type'],
      ['data', 'destination', 'id', 'type'],
    ]);
    const [first, second] = commits.map((commit) => messagesOf('orders', commit)[0]?.envelope);
    expect(first).toMatchObject({ subject: 'counter', causationid: 'msg_1', traceparent });
    expect(second).toMatchObject({ sequence: 2, causationid: 'cause-1', traceparent });
    const history = await store.history('counter');
    expect(history.map(({ causationId }) => causationId)).toEqual(['msg_1', 'cause-1']);
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

  const idempotency = {
    scope: 'usr_1:POST:/counters',
    key: 'a-key-of-sixteen-characters',
    requestHash: 'hash',
  };

  it('answers a request that comes again by what it led to, whatever has happened since', async () => {
    const { store, handle } = await setUp();
    await handle('1', { by: 2 }, { causation, idempotency });
    await handle('1', { by: 3 }, { causation });
    expect(await handle('1', { by: 2 }, { causation, idempotency })).toEqual({
      kind: 'repeated',
      state: { count: 2 },
      version: 1,
    });
    expect(await store.load('1')).toEqual({ state: { count: 5 }, version: 2 });
  });

  it('refuses another request with the same key, also where the first was put unseen', async () => {
    const { handle } = await setUp();
    await handle('1', { by: 2 }, { causation, idempotency, isFirst: true });
    const other = { ...idempotency, requestHash: 'another hash' };
    for (const isFirst of [true, false]) {
      await expect(
        handle('1', { by: 3 }, { causation, idempotency: other, isFirst }),
      ).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    }
  });

  it('gives one effect to a request that comes five times at once', async () => {
    const { store, handle } = await setUp();
    const outcomes = await Promise.all(
      [true, false, true, false, true].map((isFirst) =>
        handle('1', { by: 2 }, { causation, idempotency, isFirst }),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      'committed',
      'repeated',
      'repeated',
      'repeated',
      'repeated',
    ]);
    expect(await store.load('1')).toEqual({ state: { count: 2 }, version: 1 });
  });

  it('gives one effect to a message that comes five times at once', async () => {
    const { store, handle } = await setUp();
    const context = { causation, messageId: 'msg_delivered-at-once' };
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => handle('1', { by: 1 }, context)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    expect(await store.load('1')).toEqual({ state: { count: 1 }, version: 1 });
  });

  const first = 'COMMIT#0000000001';
  const commit = { time: '2026-01-01T00:00:00.000Z', correlationId: 'c', causationId: 'c' };
  const added = { type: 'counted', by: 1 };

  it.each([
    [
      'written by another version of the store',
      { sk: 'STATE', state: {}, version: 1 },
      'STATE: /sk',
    ],
    ['without events', { sk: first, ...commit }, `${first}: /events`],
    ['a text for events', { sk: first, ...commit, events: 'added' }, `${first}: /events`],
    ['an event without a type', { sk: first, ...commit, events: [{}] }, `${first}: /events/0/type`],
    ['no time', { sk: first, events: [added] }, `${first}: /time`],
    [
      'a sum that is none',
      { sk: first, ...commit, events: [{ ...added, by: 'x' }] },
      `${first}: /count`,
    ],
  ])('what cannot be read is told by its key, and left out of many: %s', async (_, item, fault) => {
    const { table, store, handle, noted } = await setUp();
    await handle('good', { by: 1 }, { causation });
    await table.transact([{ put: { pk: 'COUNTER#bad', ...item } }]);
    const [sk, pointer] = fault.split(': ');
    const refusal = `COUNTER#bad ${sk} cannot be read: ${pointer}`;
    await expect(store.load('bad')).rejects.toThrow(refusal);
    await expect(handle('bad', { by: 1 }, { causation })).rejects.toThrow(refusal);
    expect([...(await store.loadMany(['bad', 'good'])).keys()]).toEqual(['good']);
    expect(new Set(noted)).toEqual(new Set([`counter COUNTER#bad ${fault}`]));
  });

  it('takes out of a commit what is to be forgotten, and nothing else', async () => {
    const { table, store, handle } = await setUp();
    await handle('1', { by: 2 }, { causation });
    await handle('1', { by: 3 }, { causation, messageId: 'msg_1' });
    const stream = await store.read('1');
    const writes = store.amend('1', stream, (commit) =>
      commit.messageId === undefined ? commit : { ...commit, messages: [] },
    );
    await table.transact(writes);
    const after = await store.read('1');
    expect(after).toEqual({
      ...stream,
      commits: [stream.commits[0], { ...stream.commits[1], messages: [] }],
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

  it('reads a stream whole, however many commits it has', async () => {
    const table = createMemoryTable();
    const store = createEventStore({ table, name: 'COUNTER', ...counter });
    const event = { type: 'counted', by: 1 };
    const said = { events: [event], time: '2026-01-01T00:00:00.000Z', correlationId: 'request-1' };
    for (let version = 0; version < 10_001; version += 1) {
      await table.transact([{ put: { ...commitKey('COUNTER', '1', version), ...said } }]);
    }
    expect(await store.load('1')).toEqual({ state: { count: 10_001 }, version: 10_001 });
  });
});
