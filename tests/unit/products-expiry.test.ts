// What the products service keeps for a time goes after it, and never before: each item's end is ahead by as long as it is wanted.
import { expect, test } from 'vitest';
import { createMemoryTable } from '../support/memory-table.ts';
import { mug, orderId, shop } from '../support/products.ts';

const day = 86_400;

test('every item that ends does so when nobody can ask for it any more', async () => {
  const table = createMemoryTable();
  const { request, deliver, clock } = shop(table);
  await request('create', { body: mug() });
  const reserve = (order: number, quantity: number) =>
    deliver('reserve-stock', {
      orderId: orderId(order),
      lines: [{ sku: 'MUG-BLUE', quantity }],
      expiresAt: new Date(clock.now() + 600_000).toISOString(),
    });
  await reserve(1, 1);
  await request('import', {
    body: JSON.stringify(mug()),
    headers: { 'content-type': 'application/x-ndjson' },
  });

  const now = Math.floor(clock.now() / 1_000);
  const days = (start: string): number[] =>
    table
      .all()
      .filter(({ pk, expiresAt }) => pk.startsWith(start) && expiresAt !== undefined)
      .map(({ expiresAt }) => (Number(expiresAt) - now) / day);
  expect(days('').filter((kept) => kept < 0.9)).toEqual([]);
  expect(days('CHANGES')).toContain(1);
  expect(days('IMPORT#')).toContain(30);
  // What an order has held is kept as long as the order.
  expect(days('RESERVATION#')).toEqual([]);
});
