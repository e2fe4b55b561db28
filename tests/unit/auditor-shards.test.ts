// What the auditor finds of a SKU in shards: nothing where all went well, and what went astray between two of them.
import { beforeAll, describe, expect, it } from 'vitest';
import { services } from '../../events/routes.ts';
import { openBooks } from '../../functions/auditor/domain/books.ts';
import type { Snapshot, StoredItem } from '../../functions/auditor/domain/snapshot.ts';
import { stockBreaches } from '../../functions/auditor/domain/stock-rules.ts';
import { orderId } from '../support/products.ts';
import { openRush, reserve, sku, spread } from '../support/rush.ts';

const found = (products: readonly StoredItem[]) => {
  const tables = Object.fromEntries(services.map((service) => [service, []]));
  const look = { at: '2026-01-01T00:10:00.000Z', graceMs: 60_000, tables: { ...tables, products } };
  const snapshot = look as unknown as Snapshot;
  return stockBreaches(openBooks(snapshot), snapshot).map(
    ({ subject, detail }) => `${subject}: ${detail}`,
  );
};

let well: readonly StoredItem[];

beforeAll(async () => {
  const { made, table, deliver } = await openRush(12, 4);
  const lines = (quantity: number) => [{ sku, quantity }];
  await reserve(made, 1, lines(5));
  await reserve(made, 2, lines(4));
  await deliver('commit-stock', { orderId: orderId(1), shipmentId: 'shp_1', lines: lines(4) });
  await deliver('restock', { orderId: orderId(1), returnId: 'ret_1', lines: lines(2) });
  await deliver('release-stock', { orderId: orderId(2) });
  await spread(made, 2);
  well = table.all();
});

/** The same items with another second shard. */
const tampered = (change: (shard: StoredItem) => object): StoredItem[] =>
  well.map((item) =>
    item.pk === `SKU#${sku}#1` && item.sk === 'STOCK' ? { ...item, ...change(item) } : item,
  );

describe('an audit of a SKU in shards', () => {
  it('finds nothing where all went well', () => {
    expect(well.filter(({ sk }) => sk === 'STOCK')).toHaveLength(4);
    expect(found(well)).toEqual([]);
  });

  it('finds a shard that its ledger does not explain', () => {
    const spoilt = tampered(({ onHand, available }) => ({
      onHand: Number(onHand) + 1,
      available: Number(available) + 1,
    }));
    expect(found(spoilt)).toEqual([expect.stringMatching(/^RUSH#1: the ledger explains \d+ of/)]);
  });

  it('finds half a transfer', () => {
    const spoilt = tampered(({ onHand, available, recent }) => ({
      onHand: Number(onHand) + 1,
      available: Number(available) + 1,
      recent: [...(recent as string[]), 'transfer|1|0|2026-01-01T00:00:00.000Z||'],
    }));
    expect(found(spoilt)).toEqual(['RUSH: transfers between its shards add up to 1']);
  });

  it('finds what is held in another shard than the order says', () => {
    const moved = tampered(({ reserved, available, recent }) => ({
      reserved: Number(reserved) + 1,
      available: Number(available) - 1,
      recent: [...(recent as string[]), 'reservation|0|1|2026-01-01T00:00:00.000Z||'],
    }));
    expect(found(moved)).toEqual([expect.stringMatching(/^RUSH#1: \d+ reserved, \d+ held/)]);
  });
});
