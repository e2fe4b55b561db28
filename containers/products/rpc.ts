// What other services call by a protobuf contract.
import { listVariants, type QuotedVariant } from '../../events/http/products/products.ts';
import { QuotesService, VariantStatus } from '../../events/proto/tandem/products/v1/quotes_pb.js';
import { check } from '../../platform/http/input.ts';
import { type RpcService, rpcService } from '../../platform/rpc/service.ts';
import type { Quotes } from './catalogue/quotes.ts';

const statusOf = {
  active: VariantStatus.ACTIVE,
  discontinued: VariantStatus.DISCONTINUED,
} as const;

const toMessage = ({ price, available, status, ...item }: QuotedVariant) => ({
  ...item,
  price: { ...price, amount: BigInt(price.amount) },
  available: BigInt(available),
  status: statusOf[status],
});

/** By the rules of the route: what it takes, and what it refuses. */
export const quotesService = (quotes: Quotes): RpcService =>
  rpcService(QuotesService, {
    getQuotes: async ({ skus, currency }, { signal }) => {
      const query = { sku: skus, ...(currency !== undefined && { currency }) };
      check(listVariants.request.query, query, true);
      // Whoever has asked may have stopped waiting meanwhile.
      signal.throwIfAborted();
      return { items: (await quotes(skus, currency)).map(toMessage) };
    },
  });
