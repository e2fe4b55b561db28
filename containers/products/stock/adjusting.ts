// Corrects stock by hand, with a reason.
import type { Condition } from '../../../platform/data/table.ts';
import type { CommitWork, Work } from '../../../platform/data/unit-of-work.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { placeOf, takeFrom } from '../domain/shards/places.ts';
import { adjust, applyMovement, type Movement } from '../domain/stock.ts';
import type { Evening } from './evening.ts';
import type { Ledger } from './ledger.ts';
import { isStale, movementWrite, stockKey } from './stock-items.ts';
import type { SkuStock, StockStore } from './stock-store.ts';

export interface Adjustment extends Pick<Work, 'causation'> {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
}

/**
 * The stock afterwards; what `answering` makes of it is stored with the effect.
 * Of a SKU in shards it is what was read just before, and the correction.
 * Throws `not-found`, `insufficient-stock`, `validation-failed`, `overloaded` or KeyTaken.
 */
export type AdjustStock = (
  adjustment: Adjustment,
  answering: (stock: SkuStock) => Work['idempotency'],
) => Promise<SkuStock>;

/** The reply tells the stock, so nothing may have moved since it was read. */
const isStill = ({ onHand, reserved }: SkuStock): Condition => ({
  expression: 'onHand = :seenOnHand AND reserved = :seenReserved',
  values: { ':seenOnHand': onHand, ':seenReserved': reserved },
});

/** What comes goes to the open shard that has least; what goes is taken where it is. */
const overShards = (movement: Movement, { sku, parts }: SkuStock): Movement[] => {
  const { onHand } = movement;
  const open = parts.filter(({ closed }) => !closed);
  const emptiest = open.toSorted((one, other) => one.available - other.available)[0];
  const shares =
    onHand > 0
      ? [{ shard: emptiest?.shard ?? 0, quantity: onHand }]
      : (takeFrom(parts, -onHand) ?? []).map(({ shard, quantity }) => ({
          shard,
          quantity: -quantity,
        }));
  return shares.map(({ shard, quantity }) => ({
    ...movement,
    ...placeOf(sku, shard),
    onHand: quantity,
  }));
};

export const createAdjusting = ({
  stock,
  commit,
  clock,
  ledger,
  evening,
  stockMoved,
}: {
  readonly stock: Pick<StockStore, 'read'>;
  readonly commit: CommitWork;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'moved'>;
  readonly evening: Pick<Evening, 'even'>;
  readonly stockMoved: (skus: readonly string[]) => void;
}): AdjustStock => {
  const adjustOnce: AdjustStock = async ({ sku, delta, reason, causation }, answering) => {
    const found = (await stock.read([sku])).get(sku);
    if (found === undefined) throw new AppError('not-found');
    const movement = adjust(found, delta, reason);
    const after = { ...found, ...applyMovement(found, movement) };
    const isInShards = found.shardsHeld > 1;
    const movements = isInShards ? overShards(movement, found) : [movement];
    const at = isoTime(clock);
    await commit({
      pk: stockKey({ sku }).pk,
      writes: movements.map((each) =>
        isInShards ? movementWrite(each, at) : movementWrite(each, at, isStill(found)),
      ),
      causation,
      idempotency: answering(after),
    });
    stockMoved([sku]);
    await ledger.moved(movements);
    if (isInShards) await evening.even(sku);
    return after;
  };

  return (adjustment, answering) => retryOn(isStale, () => adjustOnce(adjustment, answering));
};
