// The sums of each day and currency, and which orders are in them.
import { isNew, type Table } from '../../platform/data/table.ts';
import type { Sale } from './domain/sale.ts';

export interface SalesStore {
  /** False for an order that was counted before. */
  count(sale: Sale): Promise<boolean>;
}

class CountedBefore extends Error {}

/** The days of a month lie beside each other. */
const sumKey = ({ day, total: { currency } }: Sale) => ({
  pk: `SALES#${day.slice(0, 7)}`,
  sk: `${day}#${currency}`,
});

export const createSalesStore = (table: Table): SalesStore => ({
  count: async (sale) => {
    try {
      await table.transact([
        // Kept for good: a replay may come years later.
        {
          put: { pk: `ORDER#${sale.orderId}`, sk: 'COUNTED', day: sale.day },
          condition: isNew,
          refused: () => new CountedBefore(),
        },
        {
          update: sumKey(sale),
          change: {
            expression: 'ADD orders :one, amount :amount',
            values: { ':one': 1, ':amount': sale.total.amount },
          },
        },
      ]);
      return true;
    } catch (error) {
      if (error instanceof CountedBefore) return false;
      throw error;
    }
  },
});
