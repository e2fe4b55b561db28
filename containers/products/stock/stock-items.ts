// How stock lies in the table: one item a SKU with its offer, its numbers and the newest lines of its ledger.
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
import {
  applyMovement,
  availableChange,
  emptyStock,
  type Movement,
  type Stock,
} from '../domain/stock.ts';
import { toLine } from './ledger-line.ts';

export interface StockItem extends Offer, Stock {
  /** The newest lines of the ledger, oldest first; older ones lie in pages. */
  readonly recent: readonly string[];
  /** Lines that have gone to pages. */
  readonly paged: number;
}

const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** A SKU that is not in the form of one names nothing: 404 without a call. */
export const skuOf = ({ sku }: { readonly sku: string }): string => {
  if (!isSku(sku)) throw new AppError('not-found');
  return sku;
};

export const stockKey = (sku: string): Key => ({ pk: `SKU#${sku}`, sk: 'STOCK' });

export const stockOf = ({ sku, onHand, reserved, available }: Stock): Stock => ({
  sku,
  onHand,
  reserved,
  available,
});

/** The stock was not as the decision supposed: read it again. */
export class StockChanged extends Error {
  readonly sku: string;

  constructor(sku: string) {
    super(`the stock of ${sku} changed meanwhile`);
    this.name = 'StockChanged';
    this.sku = sku;
  }
}

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

const conditionOf = (movement: Movement): Condition => {
  const conditions = [
    ...(availableChange(movement) < 0 ? [isEnough(-availableChange(movement))] : []),
    ...(movement.reserved < 0 ? [isHeld(-movement.reserved)] : []),
    ...(movement.kind === 'reservation' ? [isSellable] : []),
  ];
  return conditions.reduce(both, exists);
};

/** The movement's effect on the stock and its line in the ledger; refused with StockChanged where goods would be missing. */
export const movementWrite = (
  movement: Movement,
  at: string,
  condition: Condition = conditionOf(movement),
): Write => ({
  update: stockKey(movement.sku),
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
  refused: () => new StockChanged(movement.sku),
});

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
    put: { ...stockKey(offer.sku), ...item },
    condition: isNew,
    refused: () => new AppError('already-exists', { detail: `SKU ${offer.sku} is taken.` }),
  };
};

/** What a change of the product changes here; the stock itself stays. */
export const offerWrite = ({ sku, name, status, price, prices }: Offer): Write => ({
  update: stockKey(sku),
  change: {
    expression: 'SET #name = :name, #status = :status, price = :price, prices = :prices',
    names: { '#name': 'name', '#status': 'status' },
    values: { ':name': name, ':status': status, ':price': price, ':prices': prices },
  },
  condition: exists,
});
