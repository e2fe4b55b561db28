// The last page of the catalogue says that it is the last, and a note of what has moved is never empty.
import { expect, it } from 'vitest';
import { createChangeLog } from '../../containers/products/search/change-log.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { quietReadable } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { orderId, shop, single } from '../support/products.ts';

it.each([
  [1, [1, 1]],
  [2, [2]],
  [3, [2]],
])('two products come in pages of %i', async (limit, sizes) => {
  const { request, list } = shop(createMemoryTable());
  for (const sku of ['A', 'B']) await request('create', { body: single(sku, 1) });
  const seen: number[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await list(`limit=${limit}${cursor}`);
    seen.push(body.items.length);
    cursor = body.nextCursor === null ? null : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  expect(seen).toEqual(sizes);
});

it('lists have twenty where nobody says how many', async () => {
  const { request, list } = shop(createMemoryTable());
  const count = ({ body }: Awaited<ReturnType<typeof list>>) => [
    body.items.length,
    body.nextCursor !== null,
  ];
  const movements = () => request('list-movements', { params: { sku: 'SKU-1' } });
  const adjust = (number: number) =>
    request('adjust-stock', {
      params: { sku: 'SKU-1' },
      headers: { 'idempotency-key': `adjusted-${number}-0123456789` },
      body: { delta: 1, reason: 'counted' },
    });
  for (let number = 1; number <= 20; number += 1) {
    await request('create', { body: single(`SKU-${number}`, 1) });
    // The first stock is the first movement.
    if (number > 1) await adjust(number);
  }
  expect([count(await list()), count(await movements())]).toEqual([
    [20, false],
    [20, false],
  ]);
  await request('create', { body: single('SKU-21', 1) });
  await adjust(21);
  expect([count(await list()), count(await movements())]).toEqual([
    [20, true],
    [20, true],
  ]);
});

it('what has moved is noted in as few notes as hold it', async () => {
  const table = createMemoryTable();
  const parts = { clock: testClock(), newId: countingIds(), readable: quietReadable() };
  const log = createChangeLog({ table, ...parts });
  const notesOf = async (count: number) => {
    const before = table.all().length;
    await log.noteMoved(Array.from({ length: count }, (_, index) => `SKU-${index}`));
    const notes = table.all().slice(before) as unknown as { change: { skus: string[] } }[];
    return notes.map(({ change }) => change.skus.length);
  };
  const [most = 0] = await notesOf(100_000);
  expect(most).toBeGreaterThan(1);
  expect(await notesOf(0)).toEqual([]);
  expect(await notesOf(most)).toEqual([most]);
  expect(await notesOf(most + 1)).toEqual([most, 1]);
});

it('what one task sells, the other has in memory when both have caught up', async () => {
  const table = createMemoryTable();
  const parts = { clock: testClock(), newId: countingIds() };
  const [one, other] = [shop(table, parts), shop(table, parts)];
  const caughtUp = async () => {
    for (const { search } of [one, other]) await search.catchUp();
    return other.search.available('A');
  };
  await one.request('create', { body: single('A', 5) });
  expect(await caughtUp()).toBe(5);
  expect(other.search.categories().has('kitchen')).toBe(true);
  const lines = [{ sku: 'A', quantity: 1 }];
  const expiresAt = '2026-01-01T01:00:00.000Z';
  await one.deliver('reserve-stock', { orderId: orderId(1), lines, expiresAt });
  expect(await caughtUp()).toBe(4);
});
