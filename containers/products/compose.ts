// The products service without its transports: stock, catalogue, reservations and imports over one table.
import type { TableBasis } from '../../platform/service/table-ground.ts';
import type { Seals } from '../../platform/tokens/seals.ts';
import { composeCatalogue } from './catalogue/compose.ts';
import { createQuotes } from './catalogue/quotes.ts';
import { endpoints } from './http.ts';
import { composeImports } from './imports/compose.ts';
import { messageHandlers } from './messages.ts';
import { composeReservations } from './reservations/compose.ts';
import { quotesService } from './rpc.ts';
import { composeStock } from './stock/compose.ts';

export const createProducts = (basis: TableBasis, cursors: Seals) => {
  const { clock } = basis;
  const stockMoved = (skus: readonly string[]): void => catalogue.search.stockMoved(skus);
  const parts = composeStock(basis, stockMoved);
  const { stock, evening } = parts;
  const catalogue = composeCatalogue(basis, parts);
  const reservations = composeReservations(basis, { ...parts, stockMoved });
  const imports = composeImports(basis, { ...catalogue, stock });
  const quotes = createQuotes(stock, clock);
  return {
    search: catalogue.search,
    endpoints: endpoints({
      ...catalogue,
      ...imports,
      ...basis,
      ...parts,
      quotes,
      cursors,
    }),
    rpc: [quotesService(quotes)],
    handlers: messageHandlers({ ...reservations, ...imports, evening, clock }),
  };
};
