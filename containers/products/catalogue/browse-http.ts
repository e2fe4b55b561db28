// The catalogue over HTTP: search and browse.
import { listProducts } from '../../../events/http/products/products.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { comparesPrices, type Position } from '../domain/listing.ts';
import { present } from '../domain/presenting.ts';
import type { Search } from '../search/search.ts';

const pageSize = 20;

export const browseEndpoints = ({
  search,
  cursors,
  clock,
}: {
  readonly search: Search;
  readonly cursors: Seals;
  readonly clock: Clock;
}): readonly Endpoint[] => [
  endpoint(listProducts, async ({ query }) => {
    const { limit = pageSize, cursor, q: text, sort = 'relevance', ...asked } = query;
    const named = checkedCurrency(asked.currency, '/currency');
    const derived = comparesPrices({ ...asked, sort }) ? search.currency() : undefined;
    const filters = { ...asked, currency: named ?? derived };
    const binding = JSON.stringify(['products', text, sort, filters]);
    const after = cursor === undefined ? undefined : cursors.open<Position>(cursor, binding);
    const at = isoTime(clock);
    // One more than asked for tells whether there is a next page.
    const found = await search.find({ ...filters, text, sort, at }, limit + 1, after);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      status: 200,
      body: {
        items: page.map(({ product }) => present(product, search.available, at, filters.currency)),
        nextCursor: found.length > limit && last ? cursors.seal(last.position, binding) : null,
      },
    };
  }),
];
