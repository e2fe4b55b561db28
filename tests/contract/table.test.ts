// The table on DynamoDB and its in-memory twin keep one contract.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { both, exists, isNew, type Table, versionIs } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { allOf } from '../support/pages.ts';

class Refused extends Error {}
const refused = (name: string) => () => new Refused(name);

const contract = (make: () => Promise<Table>) => {
  let table: Table;
  beforeAll(async () => {
    table = await make();
  });

  it('reads back what a transaction wrote', async () => {
    await table.transact([
      { put: { pk: 'A#1', sk: 'STATE', version: 1, lines: [{ sku: 'X', quantity: 2 }] } },
      { put: { pk: 'A#1', sk: 'EVENT#0000000001', type: 'made' } },
    ]);
    expect(await table.get({ pk: 'A#1', sk: 'STATE' })).toEqual({
      pk: 'A#1',
      sk: 'STATE',
      version: 1,
      lines: [{ sku: 'X', quantity: 2 }],
    });
  });

  it('reads many items at once, each once, and leaves out what is not there', async () => {
    const keys = Array.from({ length: 120 }, (_, n) => ({ pk: `M#${n}`, sk: 'S' }));
    for (let at = 0; at < keys.length; at += 60) {
      await table.transact(keys.slice(at, at + 60).map((put) => ({ put })));
    }
    const read = await table.getMany([...keys, { pk: 'M#0', sk: 'S' }, { pk: 'M#x', sk: 'S' }]);
    const byNumber = (a: { pk: string }, b: { pk: string }) =>
      Number(a.pk.slice(2)) - Number(b.pk.slice(2));
    expect(read.sort(byNumber)).toEqual(keys);
  });

  it('writes nothing when one condition fails, and names the one that did', async () => {
    await table.transact([{ put: { pk: 'B#1', sk: 'STATE', version: 3 } }]);
    const attempt = table.transact([
      { put: { pk: 'B#2', sk: 'STATE' }, condition: isNew, refused: refused('first') },
      {
        put: { pk: 'B#1', sk: 'STATE', version: 5 },
        condition: versionIs(4),
        refused: refused('second'),
      },
    ]);
    await expect(attempt).rejects.toEqual(new Refused('second'));
    expect(await table.get({ pk: 'B#2', sk: 'STATE' })).toBeUndefined();
  });

  it('refuses a single conditional put with its named error', async () => {
    const write = { put: { pk: 'C#1', sk: 'X' }, condition: isNew, refused: refused('taken') };
    await table.transact([write]);
    await expect(table.transact([write])).rejects.toEqual(new Refused('taken'));
  });

  it('adds and subtracts under a condition', async () => {
    await table.transact([{ put: { pk: 'D#1', sk: 'STOCK', available: 3 } }]);
    const take = (quantity: number) =>
      table.transact([
        {
          update: { pk: 'D#1', sk: 'STOCK' },
          change: {
            expression:
              'SET available = available - :quantity, #touched = if_not_exists(#touched, :zero) + :one',
            names: { '#touched': 'touched' },
            values: { ':quantity': quantity, ':zero': 0, ':one': 1 },
          },
          condition: both(exists, {
            expression: 'available >= :needed',
            values: { ':needed': quantity },
          }),
          refused: refused('out of stock'),
        },
        { put: { pk: `D#1#${quantity}`, sk: 'TAKEN' } },
      ]);
    await take(2);
    await expect(take(5)).rejects.toEqual(new Refused('out of stock'));
    expect(await table.get({ pk: 'D#1', sk: 'STOCK' })).toEqual({
      pk: 'D#1',
      sk: 'STOCK',
      available: 1,
      touched: 1,
    });
  });

  it('removes attributes and items', async () => {
    await table.transact([{ put: { pk: 'E#1', sk: 'OUT', pending: '0', pendingAt: '2026' } }]);
    await table.transact([
      { update: { pk: 'E#1', sk: 'OUT' }, change: { expression: 'REMOVE pending, pendingAt' } },
    ]);
    expect(await table.get({ pk: 'E#1', sk: 'OUT' })).toEqual({ pk: 'E#1', sk: 'OUT' });
    await table.transact([{ remove: { pk: 'E#1', sk: 'OUT' } }, { put: { pk: 'E#2', sk: 'X' } }]);
    expect(await table.get({ pk: 'E#1', sk: 'OUT' })).toBeUndefined();
  });

  it('pages a partition in both directions without gap or repetition', async () => {
    const names = ['A#1', 'B#1', 'B#2', 'B#3', 'C#1'];
    await table.transact(names.map((sk) => ({ put: { pk: 'F', sk } })));
    const page = async (options: object) => (await table.query('F', options)).map(({ sk }) => sk);
    expect(await page({ prefix: 'B#' })).toEqual(['B#1', 'B#2', 'B#3']);
    expect(await page({ prefix: 'B#', after: 'B#1', limit: 1 })).toEqual(['B#2']);
    expect(await page({ prefix: 'B#', newestFirst: true, limit: 2 })).toEqual(['B#3', 'B#2']);
    expect(await page({ prefix: 'B#', newestFirst: true, after: 'B#2' })).toEqual(['B#1']);
    expect(await page({ after: 'B#3' })).toEqual(['C#1']);
    const newest = { newestFirst: true };
    expect(await page({ ...newest, since: 'B#2' })).toEqual(['C#1', 'B#3', 'B#2']);
    expect(await page({ ...newest, since: 'B#2', after: 'B#3' })).toEqual(['B#2']);
    expect(await page({ ...newest, since: 'B#2', after: 'B#2' })).toEqual([]);
  });

  it('finds in a sparse index only what carries its attributes and is due', async () => {
    await table.transact([
      { put: { pk: 'G#1', sk: 'S', due: '1', dueAt: '2026-01-01' } },
      { put: { pk: 'G#2', sk: 'S', due: '1', dueAt: '2026-01-03' } },
      { put: { pk: 'G#3', sk: 'S' } },
    ]);
    const found = await allOf(table.queryIndex('due-index', '1', '2026-01-02'));
    expect(found.map(({ pk }) => pk)).toEqual(['G#1']);
  });

  it('walks through a sparse index page by page, also past what leaves it meanwhile', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `K#${index}`);
    const put = (pk: string) => ({ put: { pk, sk: 'S', due: '2', dueAt: '2026-01-01' } });
    await table.transact(names.map(put));
    const pages: string[][] = [];
    for await (const page of table.queryIndex('due-index', '2', '2026-01-02', 3)) {
      pages.push(page.map(({ pk }) => pk));
      await table.transact(page.map(({ pk, sk }) => ({ remove: { pk, sk } })));
    }
    expect(pages.flat().toSorted()).toEqual(names);
    expect(pages.slice(0, 2).map(({ length }) => length)).toEqual([3, 3]);
    expect(await allOf(table.queryIndex('due-index', '2', '9'))).toEqual([]);
  });

  it('checks an item it does not write', async () => {
    const attempt = table.transact([
      { check: { pk: 'H#none', sk: 'S' }, condition: exists, refused: refused('absent') },
      { put: { pk: 'H#1', sk: 'S' } },
    ]);
    await expect(attempt).rejects.toEqual(new Refused('absent'));
  });
};

describe('on DynamoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startDatabase();
  });
  afterAll(() => database.stop());
  contract(() => database.table('contract'));
});

describe('in memory', () => {
  contract(async () => createMemoryTable());
});
