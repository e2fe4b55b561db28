// How the further shards of a SKU lie in the table, and how they become more and fewer: each step is one transaction with the first shard, which says how many there are.
import { both, type Condition, exists, type Write } from '../../../platform/data/table.ts';
import type { Offer } from '../domain/product.ts';
import { placeOf } from '../domain/shards/places.ts';
import type { Stock } from '../domain/stock.ts';
import type { LedgerLines } from './ledger-line.ts';
import { type Spread, StockChanged, stockKey } from './stock-items.ts';

export interface ShardItem extends Stock, LedgerLines {
  readonly shard: number;
  /** As the offer says, so that a reservation needs no second item for it. */
  readonly status: Offer['status'];
  readonly closed?: true;
}

/** What the first shard says of all of them. */
export interface SkuSpread extends Spread {
  readonly sku: string;
  readonly status: Offer['status'];
}

const isAs = ({ shards, shardsHeld, status }: SkuSpread): Condition => ({
  expression:
    shardsHeld === 1
      ? '#status = :status AND (attribute_not_exists(#shards) OR #held = :held)'
      : '#status = :status AND #shards = :seen AND #held = :held',
  names: { '#status': 'status', '#shards': 'shards', '#held': 'shardsHeld' },
  values: {
    ':status': status,
    ':held': shardsHeld,
    ...(shardsHeld === 1 ? {} : { ':seen': shards }),
  },
});

const spreadWrite = (spread: SkuSpread, next: Partial<Spread>): Write => {
  const { shards, shardsHeld, shardsEver } = { ...spread, ...next };
  const condition = isAs(spread);
  return {
    update: stockKey(spread),
    change: {
      expression: 'SET #shards = :shards, #held = :nextHeld, #ever = :ever',
      names: { '#shards': 'shards', '#held': 'shardsHeld', '#ever': 'shardsEver' },
      values: { ':shards': shards, ':nextHeld': shardsHeld, ':ever': shardsEver },
    },
    condition,
    refused: () => new StockChanged(spread),
  };
};

/** One that was there before keeps what it has. */
const openWrite = ({ sku, status }: SkuSpread, shard: number): Write => ({
  update: stockKey({ sku, shard }),
  change: {
    expression: `SET sku = :sku, #shard = :shard, #status = :status,
      onHand = if_not_exists(onHand, :zero), reserved = if_not_exists(reserved, :zero),
      available = if_not_exists(available, :zero), paged = if_not_exists(paged, :zero),
      recent = if_not_exists(recent, :none) REMOVE closed`,
    names: { '#shard': 'shard', '#status': 'status' },
    values: { ':sku': sku, ':shard': shard, ':status': status, ':zero': 0, ':none': [] },
  },
});

/** More shards than there are, all at once. Refused with StockChanged. */
export const openedWrites = (spread: SkuSpread, shards: number): Write[] => [
  spreadWrite(spread, {
    shards,
    shardsHeld: Math.max(shards, spread.shardsHeld),
    shardsEver: Math.max(shards, spread.shardsEver),
  }),
  ...Array.from({ length: shards - spread.shards }, (_, index) =>
    openWrite(spread, spread.shards + index),
  ),
];

/** One shard fewer: two items, since all of them would hardly be free at once. Refused with StockChanged. */
export const closedWrites = (spread: SkuSpread): Write[] => [
  spreadWrite(spread, { shards: spread.shards - 1 }),
  {
    update: stockKey(placeOf(spread.sku, spread.shards - 1)),
    change: { expression: 'SET closed = :yes', values: { ':yes': true } },
    condition: exists,
  },
];

/** The last of those that are held is closed and empty, so nothing can come into it any more: it is not read again. Refused with StockChanged. */
export const droppedWrites = (spread: SkuSpread): Write[] => [
  spreadWrite(spread, { shardsHeld: spread.shardsHeld - 1 }),
  {
    check: stockKey(placeOf(spread.sku, spread.shardsHeld - 1)),
    condition: {
      expression: 'attribute_exists(closed) AND onHand = :zero AND reserved = :zero',
      values: { ':zero': 0 },
    },
    refused: () => new StockChanged(spread),
  },
];

/** A shard is as the offer says. Refused with StockChanged where that has changed again. */
export const statusWrites = ({ sku, status }: SkuSpread, shard: number): Write[] => [
  {
    update: stockKey(placeOf(sku, shard)),
    change: {
      expression: 'SET #status = :status',
      names: { '#status': 'status' },
      values: { ':status': status },
    },
    condition: exists,
  },
  {
    check: stockKey({ sku }),
    condition: both(exists, {
      expression: '#status = :status',
      names: { '#status': 'status' },
      values: { ':status': status },
    }),
    refused: () => new StockChanged({ sku }),
  },
];
