// How stock lies in the table: one item a SKU with its offer, its numbers and the newest lines of its ledger; a SKU in shards has more of them (shard-items.ts).
import {
  both,
  type Condition,
  exists,
  isNew,
  type Key,
  type Write,
} from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Offer } from '../domain/product.ts';
import type { Place } from '../domain/shards/places.ts';
import {
  applyMovement,
  availableChange,
  emptyStock,
  type Movement,
  type Stock,
} from '../domain/stock.ts';
import { type LedgerLines, toLine } from './ledger-line.ts';

/** How many shards a SKU has; an item without it has one. */
export interface Spread {
  /** That orders are served from. */
  readonly shards: number;
  /** With those that were closed and may have goods. */
  readonly shardsHeld: number;
  /** That have a ledger. */
  readonly shardsEver: number;
}

export interface StockItem extends Offer, Stock, LedgerLines, Partial<Spread> {}

const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** A SKU that is not in the form of one names nothing: 404 without a call. */
export const skuOf = ({ sku }: { readonly sku: string }): string => {
  if (!isSku(sku)) throw new AppError('not-found');
  return sku;
};

/** Each shard has a partition, since that is what many orders at once run short of. */
export const stockKey = ({ sku, shard }: Place): Key => ({
  pk: shard === undefined ? `SKU#${sku}` : `SKU#${sku}#${shard}`,
  sk: 'STOCK',
});

export const stockOf = ({ sku, onHand, reserved, available }: Stock): Stock => ({
  sku,
  onHand,
  reserved,
  available,
});

/** The stock was not as the decision supposed: read it again. */
export class StockChanged extends Error {
  readonly place: Place;

  constructor({ sku, shard }: Place) {
    super(`the stock of ${sku} changed meanwhile`);
    this.name = 'StockChanged';
    this.place = shard === undefined ? { sku } : { sku, shard };
  }
}

export const isStale = (error: unknown): boolean => error instanceof StockChanged;

const isEnough = (needed: number): Condition => ({
  expression: 'available >= :needed',
  values: { ':needed': needed },
});

const isHeld = (quantity: number): Condition => ({
  expression: 'reserved >= :held',
  values: { ':held': quantity },
});

const isSellable: Condition = {
  expression: '#status = :active',
  names: { '#status': 'status' },
  values: { ':active': 'active' },
};

/** What is closed gets nothing but what was held of it. */
const isOpen: Condition = { expression: 'attribute_not_exists(closed)' };

const conditionOf = (movement: Movement): Condition => {
  const conditions = [
    ...(availableChange(movement) < 0 ? [isEnough(-availableChange(movement))] : []),
    ...(movement.reserved < 0 ? [isHeld(-movement.reserved)] : []),
    ...(movement.kind === 'reservation' ? [isSellable] : []),
    ...(movement.shard !== undefined && movement.onHand > 0 ? [isOpen] : []),
  ];
  return conditions.reduce(both, exists);
};

/** The movement's effect on the stock and its line in the ledger; refused with StockChanged where goods would be missing. */
export const movementWrite = (
  movement: Movement,
  at: string,
  condition: Condition = conditionOf(movement),
): Write => ({
  update: stockKey(movement),
  change: {
    expression:
      'SET recent = list_append(recent, :lines) ADD onHand :onHand, reserved :reserved, available :available',
    values: {
      ':lines': [toLine(movement, at)],
      ':onHand': movement.onHand,
      ':reserved': movement.reserved,
      ':available': availableChange(movement),
    },
  },
  condition,
  refused: () => new StockChanged(movement),
});

export const skuTaken = (sku: string): AppError =>
  new AppError('already-exists', { detail: `SKU ${sku} is taken.` });

/** A SKU with its first stock; refused with `already-exists` where the SKU is taken. */
export const newStockWrite = (offer: Offer, quantity: number, at: string): Write => {
  const first: Movement = {
    kind: 'adjustment',
    sku: offer.sku,
    onHand: quantity,
    reserved: 0,
    reason: 'first stock',
  };
  const item: StockItem = {
    ...offer,
    ...applyMovement(emptyStock(offer.sku), first),
    recent: quantity === 0 ? [] : [toLine(first, at)],
    paged: 0,
  };
  return {
    put: { ...stockKey({ sku: offer.sku }), ...item },
    condition: isNew,
    refused: () => skuTaken(offer.sku),
  };
};

/** What a change of the product changes here; the stock itself stays. */
export const offerWrite = ({ sku, name, status, price, prices }: Offer): Write => ({
  update: stockKey({ sku }),
  change: {
    expression: 'SET #name = :name, #status = :status, price = :price, prices = :prices',
    names: { '#name': 'name', '#status': 'status' },
    values: { ':name': name, ':status': status, ':price': price, ':prices': prices },
  },
  condition: exists,
});
