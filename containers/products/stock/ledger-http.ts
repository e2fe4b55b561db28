// What has moved a SKU's stock, over HTTP.
import { listMovements } from '../../../events/http/products/inventory.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import type { Ledger } from './ledger.ts';
import { skuOf } from './stock-items.ts';

const pageSize = 20;

export const ledgerEndpoints = ({
  ledger,
  cursors,
}: {
  readonly ledger: Ledger;
  readonly cursors: Seals;
}): readonly Endpoint[] => [
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
