// One product as it is now, with what is available of it.
import type { CatalogueProduct } from '../domain/product.ts';
import type { Search } from '../search/search.ts';
import type { StockStore } from '../stock/stock-store.ts';
import type { CatalogueReader } from './catalogue-reader.ts';

type Available = (sku: string) => number;

export type Current = readonly [product: CatalogueProduct, available: Available];

export interface CurrentProducts {
  /** Visitors get what the list shows them; whoever has signed in, and may go on to change it, gets what the table holds. Throws `not-found`. */
  read(id: string, isVisitor: boolean): Promise<Current>;
  /** What the table holds of its stock. */
  available(product: CatalogueProduct): Promise<Available>;
}

export const createCurrentProducts = ({
  reader,
  stock,
  search,
}: {
  readonly reader: Pick<CatalogueReader, 'existing'>;
  readonly stock: StockStore;
  readonly search: Pick<Search, 'read' | 'available'>;
}): CurrentProducts => {
  const available = async ({ variants }: CatalogueProduct): Promise<Available> => {
    const items = await stock.read(variants.map(({ sku }) => sku));
    return (sku) => items.get(sku)?.available ?? 0;
  };

  const readTable = async (id: string): Promise<Current> => {
    const product = await reader.existing(id);
    return [product, await available(product)];
  };

  return {
    available,
    read: async (id, isVisitor) => {
      const product = isVisitor ? await search.read(id) : undefined;
      return product === undefined ? readTable(id) : [product, search.available];
    },
  };
};
