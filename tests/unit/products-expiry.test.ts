// What the products service keeps for a time goes after it, and never before: each item's end is ahead by as long as it is wanted.
import { expect, test } from 'vitest';
import { composeReservations } from '../../containers/products/reservations/compose.ts';
import { composeStock } from '../../containers/products/stock/compose.ts';
import type { TableBasis } from '../../platform/service/table-ground.ts';
import { countingIds } from '../support/clock.ts';
import { quietLog } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { mug, orderId, shop, single } from '../support/products.ts';

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

test('a round frees all whose time is over, however many, and says how many', async () => {
  const table = createMemoryTable();
  const { request, deliver, clock, stock, readable } = shop(table);
  await request('create', { body: single('A', 120) });
  const at = (ms: number) => new Date(clock.now() + ms).toISOString();
  for (let order = 1; order <= 103; order += 1) {
    const lines = [{ sku: 'A', quantity: 1 }];
    await deliver('reserve-stock', {
      orderId: orderId(order),
      lines,
      expiresAt: at(order <= 101 ? 600_000 : 900_000),
    });
  }
  expect(await stock('A')).toMatchObject({ reserved: 103 });
  const basis = { table, readable, clock, newId: countingIds() } as unknown as TableBasis;
  const stockMoved = () => undefined;
  const parts = composeStock(basis, stockMoved);
  const { expire } = composeReservations(basis, { ...parts, stockMoved });
  const causation = { correlationId: 'c', causationId: 'c' };
  clock.advance(600_000);
  expect(await expire(at(0), { causation, log: quietLog })).toBe(101);
  expect(await stock('A')).toMatchObject({ reserved: 2, available: 118 });
  expect(await expire(at(0), { causation, log: quietLog })).toBe(0);
});
