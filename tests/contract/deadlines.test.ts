// What waits is found when its time is over, and what was left over goes: on DynamoDB and in memory.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCommandHandler } from '../../platform/data/command-handler.ts';
import { createDeadlines, endOfTime } from '../../platform/data/deadlines.ts';
import { createDueRound } from '../../platform/data/due-round.ts';
import { createEventStore } from '../../platform/data/event-store.ts';
import type { Table } from '../../platform/data/table.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { type CounterEvent, type CounterState, counter } from '../support/counter.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const causation = { correlationId: 'request-1', causationId: 'request-1' };

const dueAt = ({ count }: CounterState) => (count === 7 ? '2026-01-07' : undefined);

const contract = (make: (name: string) => Promise<Table>) => {
  let count = 0;
  const setUp = async () => {
    count += 1;
    const table = await make(`waiting-${count}`);
    const clock = testClock();
    const store = createEventStore<CounterEvent, CounterState>({
      table,
      name: 'COUNTER',
      initial: counter.initial,
      evolve: counter.evolve,
      dueAt,
    });
    const handle = createCommandHandler({ decider: counter, store, clock, newId: countingIds() });
    return { table, store, handle };
  };

  it('has a deadline for as long as the aggregate waits', async () => {
    const { table, handle } = await setUp();
    const { until } = createDeadlines(table);
    await handle('1', { by: 7 }, { causation });
    expect(await until('2026-01-06')).toEqual([]);
    expect(await until('2026-01-07')).toEqual([{ id: '1', dueAt: '2026-01-07' }]);
    await handle('1', { by: 1 }, { causation });
    expect(await until(endOfTime)).toEqual([]);
  });

  it('leaves a deadline of a commit that was refused to the round that finds it', async () => {
    const { table, store, handle } = await setUp();
    const refused = () => new Error('taken');
    const writes = () => [{ check: { pk: 'NOWHERE', sk: 'X' }, refused }];
    await expect(handle('1', { by: 7 }, { causation, writes })).rejects.toThrow('taken');
    await handle('2', { by: 7 }, { causation });
    const deadlines = createDeadlines(table);
    expect(await deadlines.until(endOfTime)).toHaveLength(2);
    const log = { error: vi.fn() };
    const round = createDueRound({
      deadlines,
      ask: async (id) => ({ hasMoved: false, dueAt: dueAt((await store.load(id)).state) }),
    });
    expect(await round('2026-01-07', { causation, log })).toBe(0);
    expect(await deadlines.until(endOfTime)).toEqual([{ id: '2', dueAt: '2026-01-07' }]);
    expect(log.error).not.toHaveBeenCalled();
  });

  it('asks everything else although one cannot be asked, and that one again', async () => {
    const { table, handle } = await setUp();
    for (const id of ['1', '2', '3']) await handle(id, { by: 7 }, { causation });
    const deadlines = createDeadlines(table);
    const asked: string[] = [];
    const round = createDueRound({
      deadlines,
      ask: async (id) => {
        asked.push(id);
        if (id === '2') throw new Error('it cannot be read');
        await handle(id, { by: 1 }, { causation });
        return { hasMoved: true, dueAt: undefined };
      },
    });
    const log = { error: vi.fn() };
    expect(await round('2026-01-07', { causation, log })).toBe(2);
    expect(await round('2026-01-07', { causation, log })).toBe(0);
    expect(asked.sort()).toEqual(['1', '2', '2', '3']);
    expect(log.error).toHaveBeenCalledTimes(2);
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
