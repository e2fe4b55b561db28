// Stock put together: what there is, its ledger, its corrections and its shards.
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import { createAdjusting } from './adjusting.ts';
import { createEvening } from './evening.ts';
import { createStockLedger } from './ledger.ts';
import { createSpreading } from './spreading.ts';
import { createStockStore } from './stock-store.ts';
import { createWholeLedger } from './whole-ledger.ts';

/** `stockMoved` is told of each SKU that orders find changed. */
export const composeStock = (basis: TableBasis, stockMoved: (skus: readonly string[]) => void) => {
  const ledger = createStockLedger(basis.table);
  const stock = createStockStore(basis.table, basis.readable);
  const evening = createEvening({ ...basis, stock, ledger });
  const parts = { ...basis, stock, ledger, evening, stockMoved };
  return {
    stock,
    ledger,
    evening,
    adjust: createAdjusting(parts),
    spread: createSpreading(parts),
    wholeLedger: createWholeLedger(stock, ledger),
  };
};
