// The products service without its transports: stores, search and handlers over one table.

import { createDeadlines } from '../../platform/data/deadlines.ts';
import type { Readable } from '../../platform/data/readable.ts';
import type { Table } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { MessageHandler } from '../../platform/messaging/inbox.ts';
import type { UnreadableItems } from '../../platform/service/unreadable-items.ts';
import type { Seals } from '../../platform/tokens/seals.ts';
import { createAdding } from './catalogue/adding.ts';
import { createCatalogueStore } from './catalogue/catalogue-store.ts';
import { createCategoryStore } from './catalogue/category-store.ts';
import { createChanging } from './catalogue/changing.ts';
import { endpoints } from './http.ts';
import { createImportStore } from './imports/import-store.ts';
import { createImportLines } from './imports/importing.ts';
import { messageHandlers } from './messages.ts';
import { createReservationStore, createReservations } from './reservations/commands.ts';
import { createExpiry } from './reservations/expiry.ts';
import { createChangeLog } from './search/change-log.ts';
import { createSearch, type Search } from './search/search.ts';
import { createLedger } from './stock/ledger.ts';
import { createStockStore } from './stock/stock-store.ts';

export interface Products {
  readonly search: Search;
  readonly endpoints: readonly Endpoint[];
  readonly handlers: readonly MessageHandler[];
}

export const createProducts = ({
  table,
  cursors,
  clock,
  newId,
  readable,
  unreadable,
}: {
  readonly table: Table;
  readonly cursors: Seals;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readable: Readable;
  readonly unreadable: UnreadableItems;
}): Products => {
  const commit = createUnitOfWork({ table, source: 'products', clock, newId });
  const changes = createChangeLog({ table, clock, newId, readable });
  const ledger = createLedger(table);
  const catalogue = createCatalogueStore({ table, changes, clock, readable });
  const categories = createCategoryStore({ table, changes, readable });
  const stockMoved = (skus: readonly string[]): void => search.stockMoved(skus);
  const stock = createStockStore({ table, commit, clock, ledger, readable, stockMoved });
  const search = createSearch({ catalogue, categories, stock, changes });
  const adding = createAdding({ catalogue, categories, search, clock });
  const changing = createChanging({ adding, catalogue, search });
  const store = createReservationStore(table, readable);
  const reservations = createReservations({ table, store, clock, newId, ledger, stockMoved });
  const expire = createExpiry(createDeadlines(table), { reservations, store });
  const imports = createImportStore({ table, commit, clock });
  const importLines = createImportLines({ adding, changing, stock });
  return {
    search,
    endpoints: endpoints({
      adding,
      changing,
      catalogue,
      categories,
      stock,
      ledger,
      search,
      imports,
      unreadable,
      cursors,
      clock,
      newId,
    }),
    handlers: messageHandlers({ reservations, expire, imports, importLines, clock }),
  };
};
