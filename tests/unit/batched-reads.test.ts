// Reads of one moment are one request.

import { expect, it } from 'vitest';
import { batchedReads } from '../../platform/data/batched-reads.ts';
import type { Key } from '../../platform/data/table.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const keyOf = (pk: string): Key => ({ pk, sk: 'ITEM' });

const counting = async () => {
  const memory = createMemoryTable();
  await memory.transact([{ put: { ...keyOf('A'), n: 1 } }, { put: { ...keyOf('B'), n: 2 } }]);
  const requests: string[] = [];
  const table = batchedReads({
    ...memory,
    get: (key) => {
      requests.push(`get ${key.pk}`);
      return memory.get(key);
    },
    getMany: (keys) => {
      requests.push(`get many ${keys.map(({ pk }) => pk)}`);
      return memory.getMany(keys);
    },
  });
  return { table, requests };
};

it('several reads at once are one, and each gets its own item', async () => {
  const { table, requests } = await counting();
  const items = await Promise.all(['A', 'B', 'C', 'A'].map((pk) => table.get(keyOf(pk))));
  expect(items.map((item) => item?.n)).toEqual([1, 2, undefined, 1]);
  expect(requests).toEqual(['get many A,B,C,A']);
});

it('a single read stays one, and a later one is another', async () => {
  const { table, requests } = await counting();
  await table.get(keyOf('A'));
  await table.get(keyOf('B'));
  expect(requests).toEqual(['get A', 'get B']);
});

it('a failure reaches everybody who asked', async () => {
  const memory = createMemoryTable();
  const table = batchedReads({
    ...memory,
    getMany: async () => {
      throw new Error('unreachable');
    },
  });
  const results = await Promise.allSettled([table.get(keyOf('A')), table.get(keyOf('B'))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
