// What an admin does to the catalogue over HTTP: add, change, discontinue.
import { changeProduct, createProduct, discontinueProduct } from '../../events/http/products.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { retryOn } from '../../platform/data/retry.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { isId, type NewId } from '../../platform/ids.ts';
import type { Adding } from './adding.ts';
import { type CatalogueStore, ProductChanged } from './catalogue-store.ts';
import { type CatalogueProduct, present } from './domain/product.ts';
import { type ChangedProduct, changeProduct as decideChange } from './domain/product-change.ts';
import { checkMatch, etagOf } from './precondition.ts';
import type { Search } from './search.ts';
import type { StockStore } from './stock-store.ts';

export interface AdminServices {
  readonly adding: Adding;
  readonly catalogue: CatalogueStore;
  readonly stock: StockStore;
  readonly search: Search;
  readonly clock: Clock;
  readonly newId: NewId;
}

const isStale = (error: unknown): boolean => error instanceof ProductChanged;

export const adminEndpoints = (services: AdminServices): readonly Endpoint[] => {
  const { adding, catalogue, stock, search, clock, newId } = services;

  const readExisting = async (id: string): Promise<CatalogueProduct> => {
    const product = isId('prd', id) ? await catalogue.read(id) : undefined;
    if (product === undefined) throw new AppError('not-found');
    return product;
  };

  const replace = async (changed: ChangedProduct): Promise<void> => {
    await catalogue.replace(changed);
    search.take(changed.product);
  };

  const discontinue = async (id: string, ifMatch: string | undefined): Promise<void> => {
    const product = await readExisting(id);
    if (ifMatch !== undefined) checkMatch(ifMatch, product);
    if (product.status === 'discontinued') return;
    await replace(decideChange(product, { status: 'discontinued' }));
  };

  return [
    endpoint(createProduct, async ({ body }) => {
      const product = await adding.add(newId('prd'), body);
      const quantities = new Map(body.variants.map((variant) => [variant.sku, variant.stock]));
      return {
        status: 201,
        headers: { etag: etagOf(product), location: `/v1/products/${product.id}` },
        body: present(product, (sku) => quantities.get(sku) ?? 0, isoTime(clock)),
      };
    }),

    endpoint(changeProduct, async ({ params, body, header }) => {
      const ifMatch = header('if-match');
      if (ifMatch === undefined) throw new AppError('precondition-required');
      const before = await readExisting(params.id);
      checkMatch(ifMatch, before);
      const changed = decideChange(before, body);
      const { product } = changed;
      await adding.ensureCategory(product.category);
      try {
        await replace(changed);
      } catch (error) {
        throw isStale(error) ? new AppError('precondition-failed', { cause: error }) : error;
      }
      const items = await stock.read(product.variants.map(({ sku }) => sku));
      return {
        status: 200,
        headers: { etag: etagOf(product) },
        body: present(product, (sku) => items.get(sku)?.available ?? 0, isoTime(clock)),
      };
    }),

    endpoint(discontinueProduct, async ({ params, header }) => {
      await retryOn(isStale, () => discontinue(params.id, header('if-match')));
      return { status: 204 };
    }),
  ];
};
