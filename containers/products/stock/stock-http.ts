// Stock over HTTP: read it, and correct it with a reason.
import { adjustStock, readStock } from '../../../events/http/products/inventory.ts';
import { encodeReply } from '../../../platform/http/answering.ts';
import { type Endpoint, endpoint, type Reply } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Stock } from '../domain/stock.ts';
import type { AdjustStock } from './adjusting.ts';
import { skuOf, stockOf } from './stock-items.ts';
import type { StockStore } from './stock-store.ts';

export const stockEndpoints = ({
  stock,
  adjust,
}: {
  readonly stock: StockStore;
  readonly adjust: AdjustStock;
}): readonly Endpoint[] => [
  endpoint(readStock, async ({ params }) => {
    const sku = skuOf(params);
    const item = (await stock.read([sku])).get(sku);
    if (item === undefined) throw new AppError('not-found');
    return { status: 200, body: stockOf(item) };
  }),

  endpoint(adjustStock, async ({ params, body, causation, idempotency }) => {
    const answer = (after: Stock): Reply => ({ status: 201, body: after });
    const after = await adjust(
      { sku: skuOf(params), ...body, causation },
      (stock) => idempotency && { ...idempotency, reply: encodeReply(answer(stock)) },
    );
    return answer(after);
  }),
];
