// What has moved a SKU's stock, over HTTP.
import { listMovements } from '../../../events/http/products/inventory.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { skuOf } from './stock-items.ts';
import type { LedgerPosition, WholeLedger } from './whole-ledger.ts';

const pageSize = 20;

export const ledgerEndpoints = ({
  wholeLedger,
  cursors,
}: {
  readonly wholeLedger: WholeLedger;
  readonly cursors: Seals;
}): readonly Endpoint[] => [
  endpoint(listMovements, async (request) => {
    const { limit = pageSize, cursor } = request.query;
    const sku = skuOf(request.params);
    const binding = `${listMovements.id} ${callerOf(request).subject} ${sku}`;
    const before = cursor === undefined ? undefined : cursors.open<LedgerPosition>(cursor, binding);
    const page = await wholeLedger.page(sku, limit, before);
    if (page === undefined) throw new AppError('not-found');
    const { items, next } = page;
    return {
      status: 200,
      body: { items: [...items], nextCursor: next ? cursors.seal(next, binding) : null },
    };
  }),
];
