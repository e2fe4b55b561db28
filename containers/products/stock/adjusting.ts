// Corrects stock by hand, with a reason.
import { retryOn } from '../../../platform/data/retry.ts';
import type { Condition, Table } from '../../../platform/data/table.ts';
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { adjust, applyMovement, type Stock } from '../domain/stock.ts';
import { movementWrite, StockChanged, type StockItem, stockKey, stockOf } from './stock-items.ts';

export interface Adjustment extends Pick<Work, 'causation'> {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
}

/**
 * The stock afterwards; what `answering` makes of it is stored with the effect.
 * Throws `not-found`, `insufficient-stock`, `validation-failed`, `overloaded` or KeyTaken.
 */
export type AdjustStock = (
  adjustment: Adjustment,
  answering: (stock: Stock) => Work['idempotency'],
) => Promise<Stock>;

const isStale = (error: unknown): boolean => error instanceof StockChanged;

/** The reply tells the stock, so nothing may have moved since it was read. */
const isStill = ({ onHand, reserved }: Stock): Condition => ({
  expression: 'onHand = :seenOnHand AND reserved = :seenReserved',
  values: { ':seenOnHand': onHand, ':seenReserved': reserved },
});

export const createAdjusting = ({
  table,
  commit,
  clock,
  moved,
}: {
  readonly table: Table;
  readonly commit: CommitWork;
  readonly clock: Clock;
  readonly moved: (skus: readonly string[]) => Promise<void>;
}): AdjustStock => {
  const adjustOnce: AdjustStock = async ({ sku, delta, reason, causation }, answering) => {
    const item = await table.get<StockItem>(stockKey(sku));
    if (item === undefined) throw new AppError('not-found');
    const stock = stockOf(item);
    const movement = adjust(stock, delta, reason);
    const after = applyMovement(stock, movement);
    await commit({
      pk: stockKey(sku).pk,
      writes: [movementWrite(movement, isoTime(clock), isStill(stock))],
      causation,
      idempotency: answering(after),
    });
    await moved([sku]);
    return after;
  };

  return (adjustment, answering) => retryOn(isStale, () => adjustOnce(adjustment, answering));
};
