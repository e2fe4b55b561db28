// Stock put together: what there is, its ledger, and its corrections.
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import { createAdjusting } from './adjusting.ts';
import { createStockLedger } from './ledger.ts';
import { createStockStore } from './stock-store.ts';

/** `stockMoved` is told of each correction. */
export const composeStock = (basis: TableBasis, stockMoved: (skus: readonly string[]) => void) => {
  const ledger = createStockLedger(basis.table);
  const moved = async (skus: readonly string[]) => {
    stockMoved(skus);
    await ledger.moved(skus);
  };
  return {
    ledger,
    adjust: createAdjusting({ ...basis, moved }),
    stock: createStockStore(basis.table, basis.readable),
  };
};
