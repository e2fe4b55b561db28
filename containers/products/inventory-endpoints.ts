// Stock over HTTP: read it, and correct it with a reason.
import { adjustStock, readStock } from '../../events/http/products.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { stockOf } from './stock-items.ts';
import type { StockStore } from './stock-store.ts';

const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** A SKU that is not in the form of one names nothing: 404 without a call. */
const skuOf = ({ sku }: { readonly sku: string }): string => {
  if (!isSku(sku)) throw new AppError('not-found');
  return sku;
};

export const inventoryEndpoints = ({
  stock,
}: {
  readonly stock: StockStore;
}): readonly Endpoint[] => [
  endpoint(readStock, async ({ params }) => {
    const sku = skuOf(params);
    const item = (await stock.read([sku])).get(sku);
    if (item === undefined) throw new AppError('not-found');
    return { status: 200, body: stockOf(item) };
  }),

  endpoint(adjustStock, ({ params, body, causation, idempotency }) =>
    stock.adjust({ sku: skuOf(params), ...body, causation, idempotency }, (after) => ({
      status: 201,
      body: after,
    })),
  ),
];
