// The catalogue put together: what is kept of it, what can be found, and how it is changed.
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import { createChangeLog } from '../search/change-log.ts';
import { createSearch } from '../search/search.ts';
import type { Evening } from '../stock/evening.ts';
import type { StockStore } from '../stock/stock-store.ts';
import { createAdding } from './adding.ts';
import { createCatalogueReader } from './catalogue-reader.ts';
import { createCatalogueStore } from './catalogue-store.ts';
import { createCategoryStore } from './category-store.ts';
import { createChanging } from './changing.ts';
import { createCurrentProducts } from './current.ts';

export const composeCatalogue = (
  basis: TableBasis,
  { stock, evening }: { readonly stock: StockStore; readonly evening: Pick<Evening, 'follow'> },
) => {
  const { table, readable, clock, newId } = basis;
  const changes = createChangeLog(basis);
  const reader = createCatalogueReader(table, readable);
  const catalogue = createCatalogueStore({ table, changes, clock });
  const categories = createCategoryStore({ table, changes, readable });
  const search = createSearch({ catalogue: reader, categories, stock, changes });
  const adding = createAdding({ catalogue, categories, stock, search, clock, newId });
  return {
    search,
    categories,
    adding,
    changing: createChanging({
      reader,
      catalogue,
      adding,
      changed: search.take,
      offersChanged: evening.follow,
    }),
    current: createCurrentProducts({ reader, stock, search }),
  };
};
