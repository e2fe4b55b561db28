// Stock over HTTP: read it, correct it with a reason, and put it into shards for a rush.
import { adjustStock, readStock, spreadStock } from '../../../events/http/products/inventory.ts';
import { encodeReply } from '../../../platform/http/answering.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { AdjustStock } from './adjusting.ts';
import type { SpreadStock } from './spreading.ts';
import { skuOf, stockOf } from './stock-items.ts';
import type { SkuStock, StockStore } from './stock-store.ts';

const view = (stock: SkuStock) => ({
  ...stockOf(stock),
  ...(stock.shards === 1 ? {} : { shards: stock.shards }),
});

export const stockEndpoints = ({
  stock,
  adjust,
  spread,
}: {
  readonly stock: StockStore;
  readonly adjust: AdjustStock;
  readonly spread: SpreadStock;
}): readonly Endpoint[] => [
  endpoint(readStock, async ({ params }) => {
    const sku = skuOf(params);
    const found = (await stock.read([sku])).get(sku);
    if (found === undefined) throw new AppError('not-found');
    return { status: 200, body: view(found) };
  }),

  endpoint(adjustStock, async ({ params, body, causation, idempotency }) => {
    const answer = (after: SkuStock) => ({ status: 201 as const, body: view(after) });
    const after = await adjust(
      { sku: skuOf(params), ...body, causation },
      (found) => idempotency && { ...idempotency, reply: encodeReply(answer(found)) },
    );
    return answer(after);
  }),

  endpoint(spreadStock, async ({ params, body }) => ({
    status: 200,
    body: view(await spread(skuOf(params), body.shards)),
  })),
];
