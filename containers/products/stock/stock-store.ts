// Reads stock, and corrects it by hand.

import type { Readable } from '../../../platform/data/readable.ts';
import type { IdempotentRequest } from '../../../platform/data/records.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import type { Condition, Table } from '../../../platform/data/table.ts';
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import { encodeReply } from '../../../platform/http/answering.ts';
import type { Reply } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import { adjust, applyMovement, type Stock } from '../domain/stock.ts';
import { stockItem } from '../stored.ts';
import type { Ledger } from './ledger.ts';
import { movementWrite, StockChanged, type StockItem, stockKey, stockOf } from './stock-items.ts';

export interface Adjustment {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly causation: Causation;
  readonly idempotency?: IdempotentRequest;
}

export interface StockStore {
  /** What is there of these SKUs: a consistent read. */
  read(skus: readonly string[]): Promise<ReadonlyMap<string, StockItem>>;
  /** The reply is stored with the effect. Throws `not-found`, `insufficient-stock`, `validation-failed`, `overloaded` or KeyTaken. */
  adjust(adjustment: Adjustment, replyOf: (stock: Stock) => Reply): Promise<Reply>;
}

const isStale = (error: unknown): boolean => error instanceof StockChanged;

/** The reply tells the stock, so nothing may have moved since it was read. */
const isStill = ({ onHand, reserved }: Stock): Condition => ({
  expression: 'onHand = :seenOnHand AND reserved = :seenReserved',
  values: { ':seenOnHand': onHand, ':seenReserved': reserved },
});

export const createStockStore = ({
  table,
  commit,
  clock,
  ledger,
  readable,
  stockMoved = () => {},
}: {
  readonly table: Table;
  readonly commit: CommitWork;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'moved'>;
  readonly readable: Readable;
  readonly stockMoved?: (skus: readonly string[]) => void;
}): StockStore => {
  const adjustOnce = async (
    { sku, delta, reason, causation, idempotency }: Adjustment,
    replyOf: (stock: Stock) => Reply,
  ): Promise<Reply> => {
    const item = await table.get<StockItem>(stockKey(sku));
    if (item === undefined) throw new AppError('not-found');
    const stock = stockOf(item);
    const movement = adjust(stock, delta, reason);
    const reply = replyOf(applyMovement(stock, movement));
    await commit({
      pk: stockKey(sku).pk,
      writes: [movementWrite(movement, isoTime(clock), isStill(stock))],
      causation,
      idempotency: idempotency && { ...idempotency, reply: encodeReply(reply) },
    });
    stockMoved([sku]);
    await ledger.moved([sku]);
    return reply;
  };

  return {
    read: async (skus) => {
      const items = await table.getMany<StockItem>(skus.map(stockKey));
      const stocks = readable.wellFormed('stock', stockItem, items);
      return new Map(stocks.map((item) => [item.sku, item]));
    },

    adjust: (adjustment, replyOf) => retryOn(isStale, () => adjustOnce(adjustment, replyOf)),
  };
};
