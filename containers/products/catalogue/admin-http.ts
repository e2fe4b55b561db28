// What an admin does to the catalogue over HTTP: add, change, discontinue.
import {
  changeProduct,
  createProduct,
  discontinueProduct,
} from '../../../events/http/products/products.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkMatch, etagOf } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { present } from '../domain/product.ts';
import type { StockStore } from '../stock/stock-store.ts';
import type { Adding } from './adding.ts';
import { type Changing, isStale } from './changing.ts';

export interface AdminServices {
  readonly adding: Adding;
  readonly changing: Changing;
  readonly stock: StockStore;
  readonly clock: Clock;
  readonly newId: NewId;
}

export const adminEndpoints = (services: AdminServices): readonly Endpoint[] => {
  const { adding, changing, stock, clock, newId } = services;

  const discontinue = async (id: string, ifMatch: string | undefined): Promise<void> => {
    const product = await changing.existing(id);
    if (ifMatch !== undefined) checkMatch(ifMatch, product);
    if (product.status === 'discontinued') return;
    await changing.change(product, { status: 'discontinued' });
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
      const before = await changing.existing(params.id);
      checkMatch(ifMatch, before);
      const product = await changing.change(before, body).catch((error: unknown) => {
        throw isStale(error) ? new AppError('precondition-failed', { cause: error }) : error;
      });
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
