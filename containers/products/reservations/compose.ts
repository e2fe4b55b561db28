// Reservations put together: their commands, and the round that frees what was held too long.
import { createDeadlines } from '../../../platform/data/deadlines.ts';
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import type { Evening } from '../stock/evening.ts';
import type { Ledger } from '../stock/ledger.ts';
import type { StockStore } from '../stock/stock-store.ts';
import { createCarryOut } from './carrying-out.ts';
import { createReservations } from './commands.ts';
import { createExpiry } from './expiry.ts';
import { createShortages } from './shortages.ts';
import { createReservationHandler, createReservationStore } from './store.ts';

export const composeReservations = (
  { table, readable, clock, newId }: TableBasis,
  {
    stock,
    evening,
    ...notified
  }: {
    readonly stock: StockStore;
    readonly evening: Evening;
    readonly ledger: Pick<Ledger, 'moved'>;
    readonly stockMoved: (skus: readonly string[]) => void;
  },
) => {
  const store = createReservationStore(table, readable);
  const handle = createReservationHandler({ store, clock, newId });
  const carryOut = createCarryOut({ handle, clock, ...notified });
  const shortages = createShortages(stock);
  const reservations = createReservations({ carryOut, shortages, evening });
  return { reservations, expire: createExpiry(createDeadlines(table), { reservations, store }) };
};
