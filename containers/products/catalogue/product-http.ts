// One product over HTTP, and quotes for orders.
import { listVariants, readProduct } from '../../../events/http/products/products.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { etagOf } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import { present } from '../domain/presenting.ts';
import type { CurrentProducts } from './current.ts';
import type { Quotes } from './quotes.ts';

export const productEndpoints = ({
  current,
  quotes,
  clock,
}: {
  readonly current: CurrentProducts;
  readonly quotes: Quotes;
  readonly clock: Clock;
}): readonly Endpoint[] => [
  endpoint(readProduct, async ({ params, query, header }) => {
    const currency = checkedCurrency(query.currency, '/currency');
    const isVisitor = header('authorization') === undefined;
    const [product, available] = await current.read(params.id, isVisitor);
    const body = present(product, available, isoTime(clock), currency);
    return { status: 200, headers: { etag: etagOf(product) }, body };
  }),

  endpoint(listVariants, async ({ query }) => ({
    status: 200,
    body: { items: await quotes(query.sku, query.currency) },
  })),
];
