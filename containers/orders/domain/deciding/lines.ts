// Quantities of goods by SKU: added up, taken away, and refused where they are too many.
import type { StockLine } from '../../../../events/schemas.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';

/** Lines with the same SKU are one line to the stock. */
export const stockLines = (lines: readonly StockLine[]): StockLine[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
};

/** Quantities of `lines` less those of `taken`, without what is used up. */
export const without = (lines: readonly StockLine[], taken: readonly StockLine[]): StockLine[] => {
  const used = new Map(stockLines(taken).map(({ sku, quantity }) => [sku, quantity]));
  return stockLines(lines)
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (used.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
};

/** Throws where more of a SKU is wanted than there is; `action` completes "more … than can be". */
export const refuseBeyond = (
  wanted: readonly StockLine[],
  possible: readonly StockLine[],
  action: string,
): void => {
  const quantities = new Map(possible.map(({ sku, quantity }) => [sku, quantity]));
  const errors = stockLines(wanted)
    .filter(({ sku, quantity }) => quantity > (quantities.get(sku) ?? 0))
    .map(({ sku }) => ({
      pointer: `/lines/${wanted.findIndex((line) => line.sku === sku)}`,
      code: 'too-many',
      detail: `At most ${quantities.get(sku) ?? 0} of ${sku} can be ${action}.`,
    }));
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
};
