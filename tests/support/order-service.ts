// The orders service in one process: a given table, a catalogue of our own, and messages handed to it directly.

import { createCarts } from '../../containers/orders/cart/cart-store.ts';
import { createCatalogue } from '../../containers/orders/catalogue/catalogue.ts';
import { quotesByHttp } from '../../containers/orders/catalogue/quotes-http.ts';
import type { LoadedOrder } from '../../containers/orders/commands.ts';
import { composeCommands } from '../../containers/orders/compose-commands.ts';
import { createCoupons } from '../../containers/orders/coupons/coupons.ts';
import { createForgetting } from '../../containers/orders/erasure/erasure.ts';
import { composeFollowing } from '../../containers/orders/following/compose.ts';
import { orderEndpoints } from '../../containers/orders/http.ts';
import { createCustomers } from '../../containers/orders/lists/customers.ts';
import { createListing } from '../../containers/orders/lists/listing.ts';
import { createRemembered } from '../../containers/orders/lists/remembered.ts';
import { messageHandlers } from '../../containers/orders/messages.ts';
import { notifyWaiters } from '../../containers/orders/placing/observers.ts';
import { createWaiters } from '../../containers/orders/placing/waiters.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import { createElsewhere } from '../../containers/orders/stories/elsewhere.ts';
import { createWatchdog } from '../../containers/orders/watchdog.ts';
import type { MessageContract, MessageData } from '../../events/message.ts';
import { checkDeadlines } from '../../events/messages/orders.ts';
import { paymentAuthorized } from '../../events/messages/payments.ts';
import { stockReserved } from '../../events/messages/products.ts';
import { createReadable } from '../../platform/data/readable.ts';
import type { Table } from '../../platform/data/table.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { createUnreadableItems } from '../../platform/service/unreadable-items.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { type TestClock, testClock } from './clock.ts';
import { holdToContract, identity, quietLog, rawRequest } from './http.ts';
import { customerId, eur } from './orders.ts';

export interface As {
  readonly as?: string;
  readonly roles?: readonly string[];
  readonly query?: string;
  /** Sends no access token. */
  readonly isGuest?: boolean;
}

const variant = (sku: string, amount: number, currency = 'EUR') => ({
  sku,
  productId: 'prd_0000000001',
  name: `The ${sku.toLowerCase()}`,
  price: { amount, currency },
  available: 1_000,
  status: 'active',
});

const quoteItems = [
  variant('MUG', 1250),
  variant('TEA', 499),
  variant('YEN', 1000, 'JPY'),
  variant('DINAR', 1999, 'KWD'),
];

/** Products as orders sees it, over a `fetch` of its own. */
const testCatalogue = () => {
  const state = {
    isDown: false,
    sellsAnything: false,
    asked: [] as string[][],
    /** Amounts in euros that are others by now. */
    prices: new Map<string, number>(),
  };
  const fetch = async (url: string) => {
    if (state.isDown) throw new Error('connection refused');
    const { searchParams } = new URL(url);
    const skus = searchParams.getAll('sku');
    state.asked.push(skus);
    // As many as the route takes.
    if (skus.length > 50) return Response.json({}, { status: 422 });
    const known = state.sellsAnything ? skus.map((sku) => variant(sku, 100)) : quoteItems;
    const isInYen = searchParams.get('currency') === 'JPY';
    const items = known
      .filter(({ sku }) => skus.includes(sku))
      .map((item) => {
        const amount = state.prices.get(item.sku);
        return amount === undefined ? item : variant(item.sku, amount);
      })
      // The mug has a price of its own in yen.
      .map((item) => (isInYen && item.sku === 'MUG' ? variant('MUG', 2_000, 'JPY') : item));
    return Response.json({ items });
  };
  return { state, fetch };
};

/** Auth as orders sees it: who has which address. */
const testAccounts = () => {
  const state = { isDown: false, ids: new Map<string, string>() };
  const fetch = async (url: string) => {
    if (state.isDown) return Response.json({}, { status: 503 });
    const id = state.ids.get(new URL(url).searchParams.get('email') ?? '');
    return Response.json({ items: id === undefined ? [] : [{ id }] });
  };
  return { state, fetch };
};

/** Payments and the dead letters as orders sees them, by the path that is asked. */
const testElsewhere = () => {
  const state = { isDown: false, items: new Map<string, readonly object[]>() };
  const fetch = async (url: string) => {
    if (state.isDown) return Response.json({}, { status: 503 });
    return Response.json({ items: state.items.get(new URL(url).pathname) ?? [] });
  };
  return { state, fetch };
};

export type TestOrders = Awaited<ReturnType<typeof startOrders>>;

export const startOrders = async (
  table: Table,
  { clock = testClock(), log = quietLog }: { clock?: TestClock; log?: Log } = {},
) => {
  const readable = createReadable({ clock, log: quietLog });
  const waiters = createWaiters<LoadedOrder>({ now: () => performance.now() });
  const following = composeFollowing({ table, readable, clock, log: quietLog });
  const observers = [notifyWaiters(waiters), following.observer];
  const orders = composeCommands({ table, clock, newId, readable }, observers);
  const catalogue = testCatalogue();
  const accounts = testAccounts();
  const elsewhere = testElsewhere();
  const calls = { withToken: <T>(call: (token: string) => T) => call('a token'), log: quietLog };
  const carts = createCarts(table, clock);
  const endpoints = orderEndpoints({
    orders,
    list: createListing({
      table,
      orders: createRemembered(createOrderStore(table, readable)),
    }),
    catalogue: createCatalogue(
      quotesByHttp('http://products/v1', { ...calls, fetch: catalogue.fetch }),
    ),
    customers: createCustomers({ url: 'http://api/v1', ...calls, fetch: accounts.fetch }),
    elsewhere: createElsewhere({ url: 'http://api/v1', ...calls, fetch: elsewhere.fetch }),
    carts,
    coupons: createCoupons(table, readable),
    waiters,
    streamOrder: following.streamOrder,
    cursors: createSeals('a secret'),
    unreadable: createUnreadableItems(table, clock, quietLog),
    clock,
  });
  const receive = createInbox(
    messageHandlers({
      orders,
      check: createWatchdog(table, orders),
      forgetting: createForgetting(table, carts, orders),
      clock,
    }),
    quietLog,
  );

  const call = async (
    id: string,
    request: Parameters<typeof rawRequest>[1],
    { as = customerId, roles = ['customer'], isGuest = false }: As = {},
  ) => {
    const endpoint = endpoints.find(({ contract }) => contract.id === id);
    if (endpoint === undefined) throw new Error(`no route ${id}`);
    const token: Record<string, string> = isGuest ? {} : { authorization: 'Bearer token' };
    const headers = { ...token, ...request?.headers };
    const reply = await endpoint.answer(rawRequest(endpoint, { ...request, headers }), {
      verify: async () => identity({ subject: as, roles }),
      log,
      clock,
    });
    const json = reply.body === '' ? {} : (JSON.parse(reply.body) as object);
    if (reply.stream === undefined) holdToContract(endpoint, reply.status, json);
    return { ...reply, json };
  };

  let sent = 0;
  const message = <C extends MessageContract>(
    contract: C,
    subject: string,
    data: MessageData<C>,
  ): string => {
    sent += 1;
    const id = `msg_${String(sent).padStart(32, '0')}`;
    return JSON.stringify({
      specversion: '1.0',
      id,
      source: '/tandem/test',
      type: contract.type,
      subject,
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      sequence: 1,
      correlationid: 'request-1',
      causationid: 'request-1',
      data,
    });
  };

  return {
    clock,
    orders,
    endpoints,
    streams: following.streams,
    readable,
    catalogue: catalogue.state,
    accounts: accounts.state,
    elsewhere: elsewhere.state,
    call,
    message,
    receive,
    place: (body: unknown, headers: Record<string, string>, as = customerId) =>
      call('orders.place', { body, headers }, { as }),
    read: (id: string, options: As = {}) =>
      call('orders.read', { params: { id }, query: options.query }, options),
    readEvents: (id: string, options: As = {}) =>
      call('orders.read-events', { params: { id } }, options),
    list: (options: As = {}) => call('orders.list', { query: options.query }, options),
    checkDeadlines: () => receive(message(checkDeadlines, 'orders', {})),
    /** Stock and payment say yes. */
    settle: async (orderId: string) => {
      const { state } = await orders.load(orderId);
      const amount = state.status === 'absent' ? eur(0) : state.order.totals.total;
      const lines = [{ sku: 'MUG', quantity: 2 }];
      await receive(message(stockReserved, orderId, { orderId, lines }));
      await receive(
        message(paymentAuthorized, orderId, { orderId, amount, providerReference: 'pay_1' }),
      );
    },
  };
};
