// A SKU that everybody wants, in shards or not, over a table in memory.
import { countingIds } from './clock.ts';
import { createMemoryTable } from './memory-table.ts';
import { orderId, type Shop, shop, single } from './products.ts';

export const sku = 'RUSH';

export const reserve = (made: Shop, order: number, lines = [{ sku, quantity: 1 }]) =>
  made.deliver(
    'reserve-stock',
    { orderId: orderId(order), lines, expiresAt: '2026-01-01T00:30:00.000Z' },
    `msg_order_${order}`,
  );

export const spread = (made: Shop, shards: unknown) =>
  made.request('spread-stock', { params: { sku }, body: { shards } });

export const openRush = async (stock: number, shards?: number) => {
  const table = createMemoryTable();
  const newId = countingIds();
  const made = shop(table, { newId });
  await made.request('create', { body: single(sku, stock) });
  made.clock.advance(1_000);
  if (shards !== undefined) await spread(made, shards);
  return { ...made, table, newId, made, task: () => shop(table, { clock: made.clock, newId }) };
};
