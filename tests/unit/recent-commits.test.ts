// Commands right after each other on one aggregate: what this process has just committed is not read again, and nobody's commit between is overlooked.
import { expect, it, vi } from 'vitest';
import { createCommandHandler } from '../../platform/data/command-handler.ts';
import { createEventStore } from '../../platform/data/event-store.ts';
import { createRecent } from '../../platform/data/recent.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { type CounterEvent, type CounterState, counter } from '../support/counter.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };
const context = { causation };

/** Two processes on one table. */
const setUp = () => {
  const memory = createMemoryTable();
  const clock = testClock();
  const newId = countingIds();
  let reads = 0;
  const table: typeof memory = {
    ...memory,
    query: (...args) => {
      reads += 1;
      return memory.query(...args);
    },
  };
  const { initial, evolve } = counter;
  const store = createEventStore<CounterEvent, CounterState>({
    table,
    name: 'COUNTER',
    initial,
    evolve,
  });
  const process = () => createCommandHandler({ decider: counter, store, clock, newId });
  const readsOf = async (work: () => Promise<unknown>) => {
    const before = reads;
    await work();
    return reads - before;
  };
  return { one: process(), other: process(), clock, store, table, readsOf };
};

it('a command after one of this process reads nothing', async () => {
  const { one, store, readsOf } = setUp();
  await one('1', { by: 1 }, context);
  expect(await readsOf(() => one('1', { by: 2 }, context))).toBe(0);
  expect(await store.load('1')).toEqual({ state: { count: 3 }, version: 2 });
});

it('another aggregate is read', async () => {
  const { one, readsOf } = setUp();
  await one('1', { by: 1 }, context);
  expect(await readsOf(() => one('2', { by: 2 }, context))).toBe(1);
});

it.each([
  [0, 2_000],
  [1, 2_001],
])('%i reads after %i ms', async (times, ms) => {
  const { one, clock, readsOf } = setUp();
  await one('1', { by: 1 }, context);
  clock.advance(ms);
  expect(await readsOf(() => one('1', { by: 2 }, context))).toBe(times);
});

it('what another process has committed meanwhile counts', async () => {
  const { one, other, store } = setUp();
  await one('1', { by: 1 }, context);
  await other('1', { by: 2 }, context);
  expect(await one('1', { by: 3 }, context)).toMatchObject({ state: { count: 6 }, version: 3 });
  expect((await store.history('1')).map(({ event }) => event.by)).toEqual([1, 2, 3]);
});

it('what is ignored or refused is so by what the table holds', async () => {
  const { one, other } = setUp();
  await one('1', { by: 1 }, context);
  await other('1', { by: 4 }, context);
  expect(await one('1', { by: 0 }, context)).toMatchObject({ kind: 'ignored', version: 2 });
  await expect(one('1', { by: 6 }, context)).rejects.toMatchObject({ code: 'invalid-state' });
  await one('1', { by: 5 }, context);
  await other('1', { by: -4 }, context);
  // Ten is the most, and so much there was by what this process knows.
  expect(await one('1', { by: 4 }, context)).toMatchObject({ state: { count: 10 }, version: 5 });
});

it('a message that comes again is known, whichever process took it', async () => {
  const { one, other, store } = setUp();
  await one('1', { by: 1 }, { causation, messageId: 'msg_1' });
  await other('1', { by: 1 }, { causation, messageId: 'msg_2' });
  for (const messageId of ['msg_1', 'msg_2']) {
    const outcome = await one('1', { by: 1 }, { causation, messageId });
    expect(outcome).toMatchObject({ kind: 'ignored', state: { count: 2 } });
  }
  expect(await store.load('1')).toEqual({ state: { count: 2 }, version: 2 });
});

it('a request that comes again is answered by what it led to', async () => {
  const { one } = setUp();
  const idempotency = { scope: 'scope', key: 'a-key-of-sixteen-characters', requestHash: 'hash' };
  await one('1', { by: 1 }, { causation, idempotency, isFirst: true });
  await one('1', { by: 2 }, context);
  expect(await one('1', { by: 1 }, { causation, idempotency, isFirst: true })).toEqual({
    kind: 'repeated',
    state: { count: 1 },
    version: 1,
  });
});

it.each([
  ['overloaded', 1],
  ['validation-failed', 2],
] as const)('a database that says %s is asked %i times', async (code, times) => {
  const { one, table } = setUp();
  await one('1', { by: 1 }, context);
  const transact = vi.spyOn(table, 'transact').mockRejectedValue(new AppError(code));
  await expect(one('1', { by: 2 }, context)).rejects.toMatchObject({ code });
  expect(transact).toHaveBeenCalledTimes(times);
});

it('keeps no part of an aggregate: a message of the part that is missing would not be known', () => {
  const recent = createRecent<CounterEvent, CounterState>(testClock());
  const commit = { events: [{ type: 'counted', by: 1 } as const], time: '', correlationId: '' };
  const whole = { state: { count: 1 }, version: 1, commits: [commit] };
  recent.keep('1', whole);
  expect(recent.of('1')).toEqual(whole);
  recent.keep('1', { state: { count: 2 }, version: 2, commits: [commit] });
  expect(recent.of('1')).toBeUndefined();
});

it('keeps the last five hundred', () => {
  const recent = createRecent<CounterEvent, CounterState>(testClock());
  const nothing = { state: { count: 0 }, version: 0, commits: [] };
  for (let id = 1; id <= 501; id += 1) recent.keep(`${id}`, nothing);
  expect([1, 2, 501].map((id) => recent.of(`${id}`) !== undefined)).toEqual([false, true, true]);
});
