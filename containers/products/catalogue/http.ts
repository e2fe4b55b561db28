// The catalogue over HTTP: search and browse, one product, quotes for orders.
import { listProducts, listVariants, readProduct } from '../../../events/http/products/products.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { etagOf } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { comparesPrices, type Position } from '../domain/listing.ts';
import { type CatalogueProduct, present, quote } from '../domain/product.ts';
import type { Search } from '../search/search.ts';
import type { StockStore } from '../stock/stock-store.ts';
import type { CatalogueStore } from './catalogue-store.ts';

export interface CatalogueServices {
  readonly catalogue: CatalogueStore;
  readonly stock: StockStore;
  readonly search: Search;
  readonly cursors: Seals;
  readonly clock: Clock;
}

const pageSize = 20;

export const catalogueEndpoints = (services: CatalogueServices): readonly Endpoint[] => {
  const { catalogue, stock, search, cursors, clock } = services;

  type Current = readonly [product: CatalogueProduct, available: (sku: string) => number];

  const readTable = async (id: string): Promise<Current> => {
    const product = isId('prd', id) ? await catalogue.read(id) : undefined;
    if (product === undefined) throw new AppError('not-found');
    const items = await stock.read(product.variants.map(({ sku }) => sku));
    return [product, (sku) => items.get(sku)?.available ?? 0];
  };

  /** Visitors get what the list shows them; whoever has signed in, and may go on to change it, gets what the table holds. */
  const readCurrent = async (id: string, isVisitor: boolean): Promise<Current> => {
    const product = isVisitor ? await search.read(id) : undefined;
    return product === undefined ? readTable(id) : [product, search.available];
  };

  return [
    endpoint(listProducts, async ({ query }) => {
      const { limit = pageSize, cursor, q: text, sort = 'relevance', ...asked } = query;
      const named = checkedCurrency(asked.currency, '/currency');
      const derived = comparesPrices({ ...asked, sort }) ? search.currency() : undefined;
      const filters = { ...asked, currency: named ?? derived };
      const binding = JSON.stringify(['products', text, sort, filters]);
      const after = cursor === undefined ? undefined : cursors.open<Position>(cursor, binding);
      const at = isoTime(clock);
      // One more than asked for tells whether there is a next page.
      const found = await search.find({ ...filters, text, sort, at }, limit + 1, after);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        status: 200,
        body: {
          items: page.map(({ product }) =>
            present(product, search.available, at, filters.currency),
          ),
          nextCursor: found.length > limit && last ? cursors.seal(last.position, binding) : null,
        },
      };
    }),

    endpoint(readProduct, async ({ params, query, header }) => {
      const currency = checkedCurrency(query.currency, '/currency');
      const isVisitor = header('authorization') === undefined;
      const [product, available] = await readCurrent(params.id, isVisitor);
      const body = present(product, available, isoTime(clock), currency);
      return { status: 200, headers: { etag: etagOf(product) }, body };
    }),

    endpoint(listVariants, async ({ query }) => {
      const currency = checkedCurrency(query.currency, '/currency');
      const items = await stock.read(query.sku);
      const at = isoTime(clock);
      return {
        status: 200,
        body: {
          items: [...new Set(query.sku)].flatMap((sku) => {
            const item = items.get(sku);
            return item === undefined ? [] : quote(item, item.available, at, currency);
          }),
        },
      };
    }),
  ];
};
