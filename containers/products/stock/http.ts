// Stock over HTTP: read it, and correct it with a reason.
import { adjustStock, listMovements, readStock } from '../../../events/http/products/inventory.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import type { Ledger } from './ledger.ts';
import { stockOf } from './stock-items.ts';
import type { StockStore } from './stock-store.ts';

const pageSize = 20;

const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** A SKU that is not in the form of one names nothing: 404 without a call. */
const skuOf = ({ sku }: { readonly sku: string }): string => {
  if (!isSku(sku)) throw new AppError('not-found');
  return sku;
};

export const inventoryEndpoints = ({
  stock,
  ledger,
  cursors,
}: {
  readonly stock: StockStore;
  readonly ledger: Ledger;
  readonly cursors: Seals;
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

  endpoint(listMovements, async ({ params, query: { limit = pageSize, cursor } }) => {
    const sku = skuOf(params);
    const binding = `movements ${sku}`;
    const before = cursor === undefined ? undefined : cursors.open<number>(cursor, binding);
    const found = await ledger.movements(sku, limit + 1, before);
    if (found === undefined) throw new AppError('not-found');
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = found.length > limit && last ? cursors.seal(last.number, binding) : null;
    return { status: 200, body: { items, nextCursor } };
  }),
];
