// Stock of one SKU and the ledger of movements that explains it: available = onHand − reserved, none of them ever below zero.
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Place } from './shards/places.ts';

export interface Stock {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

export type MovementKind =
  | 'adjustment'
  | 'reservation'
  | 'release'
  | 'sale'
  | 'restock'
  /** From one shard to another; the two lines add up to nothing. */
  | 'transfer';

/** One line of the ledger of a shard; the sum of all of a SKU's lines is its stock. */
export interface Movement extends Place {
  readonly kind: MovementKind;
  /** What it adds to goods on hand. */
  readonly onHand: number;
  /** What it adds to goods held for orders. */
  readonly reserved: number;
  readonly orderId?: string;
  readonly reason?: string;
}

export const emptyStock = (sku: string): Stock => ({ sku, onHand: 0, reserved: 0, available: 0 });

export const availableChange = ({
  onHand,
  reserved,
}: Pick<Movement, 'onHand' | 'reserved'>): number => onHand - reserved;

/** The shards of a SKU as one. */
export const sumOfStock = (sku: string, shards: readonly Omit<Stock, 'sku'>[]): Stock =>
  shards.reduce<Stock>(
    (sum, { onHand, reserved, available }) => ({
      sku,
      onHand: sum.onHand + onHand,
      reserved: sum.reserved + reserved,
      available: sum.available + available,
    }),
    emptyStock(sku),
  );

export const applyMovement = (stock: Stock, movement: Movement): Stock => ({
  sku: stock.sku,
  onHand: stock.onHand + movement.onHand,
  reserved: stock.reserved + movement.reserved,
  available: stock.available + availableChange(movement),
});

/** Beyond it a sum of adjustments could leave the safe integers. */
const largestStock = 1_000_000_000_000;

/** Throws `insufficient-stock` where goods would be missing that are held or not there. */
export const adjust = (stock: Stock, delta: number, reason: string): Movement => {
  if (delta === 0) {
    throw new AppError('validation-failed', {
      errors: [{ pointer: '/delta', code: 'not-zero', detail: 'must not be 0' }],
    });
  }
  if (stock.onHand + delta > largestStock) {
    throw new AppError('validation-failed', {
      errors: [{ pointer: '/delta', code: 'maximum', detail: `stock is at most ${largestStock}` }],
    });
  }
  if (stock.available + delta < 0) {
    throw new AppError('insufficient-stock', { detail: `${stock.available} available.` });
  }
  return { kind: 'adjustment', sku: stock.sku, onHand: delta, reserved: 0, reason };
};
