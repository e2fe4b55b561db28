// Lists of orders: which orders a list has comes from its view, what they are like from the orders themselves.
import type { OrderStatus } from '../../../events/http/orders/orders.ts';
import type { Loaded } from '../../../platform/data/commits.ts';
import type { QueryOptions, Table } from '../../../platform/data/table.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import type { PlacedOrder } from '../domain/order.ts';
import type { Span } from './calendar.ts';
import { customerView, listOf, lists, listView, positionOf } from './projection.ts';
import type { ReadMany } from './remembered.ts';

export type ListedOrder = Loaded<PlacedOrder>;

export interface OrderPage {
  readonly orders: readonly ListedOrder[];
  /** Where the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

export interface OrderFilter {
  /** All customers where it is not given. */
  readonly customerId?: string;
  readonly status?: OrderStatus;
  /** Only orders placed then. */
  readonly placed?: Span;
  /** Only orders with a line of it. */
  readonly sku?: string;
  /** Only orders in this currency, and of totals from `least` to `most` minor units. */
  readonly total?: {
    readonly currency: string;
    readonly least?: number;
    readonly most?: number;
  };
  /** Position after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

export type ListOrders = (filter: OrderFilter) => Promise<OrderPage>;

interface Entry {
  readonly sk: string;
  readonly orderId: string;
}

/** Entries looked at for one page: what is rare may make a short page, with a cursor to go on. */
const mostExamined = 500;

/** Entries read at once for what most of them are not. */
const searchedAtOnce = 100;

const newestFirst = (a: { sk: string }, b: { sk: string }): number => (a.sk < b.sk ? 1 : -1);

/** Few of the orders of their list are like that. */
const isRare = ({ status, sku, total }: OrderFilter): boolean =>
  status === 'pending_stock' ||
  status === 'pending_payment' ||
  sku !== undefined ||
  total !== undefined;

/** Entries of the next look, after so many: what the first has not found is rare as well. */
const lookOf = (filter: OrderFilter, examined: number): number =>
  isRare(filter) || examined > 0 ? Math.max(filter.limit, searchedAtOnce) : filter.limit;

const isWithin = (
  { amount, currency }: Money,
  total: NonNullable<OrderFilter['total']>,
): boolean => {
  const { least = 0, most = Number.POSITIVE_INFINITY } = total;
  return currency === total.currency && amount >= least && amount <= most;
};

/** What the list it was found in does not say already. */
const isWanted = ({ status, order }: PlacedOrder, filter: OrderFilter): boolean =>
  (filter.status === undefined || status === filter.status) &&
  (filter.sku === undefined || order.lines.some(({ sku }) => sku === filter.sku)) &&
  (filter.total === undefined || isWithin(order.totals.total, filter.total));

export interface ListingParts {
  readonly table: Table;
  readonly orders: ReadMany;
}

export const createListing = ({ table, orders: stored }: ListingParts): ListOrders => {
  const hydrate = async (orderIds: readonly string[]): Promise<Map<string, ListedOrder>> => {
    const found = [...(await stored.loadMany(orderIds))];
    return new Map(
      found.flatMap(([id, { state, version }]) =>
        // One that was spoilt may call itself otherwise.
        state.status === 'absent' || state.order.orderId !== id
          ? []
          : [[id, { state, version }] as const],
      ),
    );
  };

  const view = (pk: string, options: QueryOptions) =>
    table.query<Entry>(pk, { ...options, newestFirst: true });

  const entriesOf = async ({ customerId, status }: OrderFilter, options: QueryOptions) => {
    if (customerId !== undefined) return view(customerView(customerId), options);
    if (status !== undefined) return view(listView(listOf(status)), options);
    const found = await Promise.all(lists.map((list) => view(listView(list), options)));
    // An order that moves while the lists are read may be in two.
    const entries = new Map(found.flat().map((entry) => [entry.sk, entry]));
    return [...entries.values()].sort(newestFirst);
  };

  /** The next entries whose orders are wanted, where they end, and whether more follow. */
  const examine = async (filter: OrderFilter, after: string | undefined, limit: number) => {
    const options = { since: filter.placed?.since, after, limit: limit + 1 };
    const read = await entriesOf(filter, options);
    const entries = read.slice(0, limit);
    const orders = await hydrate(entries.map(({ orderId }) => orderId));
    const matches = entries.flatMap(({ sk, orderId }) => {
      const order = orders.get(orderId);
      // An entry that was written for nothing says another time.
      if (order === undefined || positionOf(order.state.order) !== sk) return [];
      return isWanted(order.state, filter) ? [{ sk, order }] : [];
    });
    return { matches, end: entries.at(-1)?.sk, isMore: read.length > limit };
  };

  const ordersOf = (matches: readonly { order: ListedOrder }[]): ListedOrder[] =>
    matches.map(({ order }) => order);

  return async (filter) => {
    const matches: { readonly sk: string; readonly order: ListedOrder }[] = [];
    let after = filter.after ?? filter.placed?.before;
    for (let examined = 0; examined < mostExamined; ) {
      const atOnce = lookOf(filter, examined);
      examined += atOnce;
      const found = await examine(filter, after, atOnce);
      matches.push(...found.matches);
      after = found.end;
      if (matches.length > filter.limit) {
        const page = matches.slice(0, filter.limit);
        return { orders: ordersOf(page), next: page.at(-1)?.sk };
      }
      if (!found.isMore) return { orders: ordersOf(matches), next: undefined };
      if (matches.length === filter.limit) break;
    }
    return { orders: ordersOf(matches), next: after };
  };
};
