// The products service over any table, called as the gateway and the queue would call it.

import { createProducts } from '../../containers/products/compose.ts';
import type {
  Reservation,
  ReservationEvent,
} from '../../containers/products/domain/reservation.ts';
import { reservationDecider } from '../../containers/products/domain/reservation-decider.ts';
import { createReadable } from '../../platform/data/readable.ts';
import type { Item, Table } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { tableReplays } from '../../platform/http/idempotency.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { CommittedMessage } from '../../platform/messaging/committed.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { createUnreadableItems } from '../../platform/service/unreadable-items.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { countingIds, type TestClock, testClock } from './clock.ts';
import { call, identity, quietLog, services, type TestRequest } from './http.ts';
import { allOf } from './pages.ts';

export const mug = (changes: Readonly<Record<string, unknown>> = {}) => ({
  name: 'Enamel Mug',
  description: 'Keeps coffee warm by the fire.',
  category: 'kitchen',
  variants: [
    { sku: 'MUG-BLUE', name: 'Blue', price: { amount: 1499, currency: 'EUR' }, stock: 10 },
    { sku: 'MUG-RED', name: 'Red', price: { amount: 1599, currency: 'EUR' }, stock: 5 },
  ],
  ...changes,
});

export const single = (
  sku: string,
  stock: number,
  changes: Readonly<Record<string, unknown>> = {},
) =>
  mug({
    name: `Product ${sku}`,
    variants: [{ sku, name: 'Only', price: { amount: 1000, currency: 'EUR' }, stock }],
    ...changes,
  });

/** An order id from a number. */
export const orderId = (number: number): string => `ord_${String(number).padStart(32, '0')}`;

/** What each order holds, from the commits among the items. */
export const reservationsIn = (items: readonly Item[]): Reservation[] => {
  const commits = items.filter(({ pk }) => pk.startsWith('RESERVATION#'));
  return [...Map.groupBy(commits, ({ pk }) => pk).values()].map((group) =>
    group
      .sort((one, other) => (one.sk < other.sk ? -1 : 1))
      .flatMap(({ events }) => events as ReservationEvent[])
      .reduce<Reservation>(reservationDecider.evolve, reservationDecider.initial),
  );
};

/** Orders that messages were about, by whichever process. */
const ordersIn = new WeakMap<Table, Set<string>>();

export const shop = (
  table: Table,
  { clock = testClock(), newId = countingIds() }: { clock?: TestClock; newId?: NewId } = {},
) => {
  const cursors = createSeals('test key');
  const unreadable = createUnreadableItems(table, clock, quietLog);
  const readable = createReadable({ clock, log: quietLog, keep: unreadable.keep });
  const commit = createUnitOfWork({ table, source: 'products', clock, newId });
  const products = createProducts({ table, commit, clock, newId, readable, unreadable }, cursors);
  const inbox = createInbox(products.handlers, quietLog);
  const given = services({
    clock,
    replays: tableReplays(table),
    verify: async () => identity({ roles: ['admin'] }),
  });
  const givenByOrders = services({
    clock,
    verify: async () =>
      identity({ subject: 'cli_service-orders', kind: 'client', scopes: ['catalogue:quote'] }),
  });
  let deliveries = 0;

  const request = (id: string, options: TestRequest = {}) => {
    const endpoint = products.endpoints.find(({ contract }) => contract.id === `products.${id}`);
    if (endpoint === undefined) throw new Error(`no route products.${id}`);
    const headers = { authorization: 'Bearer token', ...options.headers };
    const { auth } = endpoint.contract;
    const forServices = auth.kind === 'bearer' && auth.roles.length === 0;
    return call(endpoint, { ...options, headers }, forServices ? givenByOrders : given);
  };

  const orders = ordersIn.get(table) ?? new Set<string>();
  ordersIn.set(table, orders);

  type Told = { readonly messages?: readonly (AddressedMessage | CommittedMessage)[] };

  return {
    ...products,
    readable,
    clock,
    request,
    list: (query = '') => request('list', { query }),

    /** One product as a visitor reads it, who sends no token. */
    visit: (id: string) => {
      const endpoint = products.endpoints.find(({ contract }) => contract.id === 'products.read');
      if (endpoint === undefined) throw new Error('no route products.read');
      return call(endpoint, { params: { id } }, given);
    },

    /** Delivers a message as it would lie in the queue; the same id is a second delivery. */
    deliver: (type: string, data: Readonly<Record<string, unknown>>, messageId?: string) => {
      deliveries += 1;
      if (data.orderId !== undefined) orders.add(String(data.orderId));
      const id = messageId ?? `msg_delivery_${deliveries}`;
      return inbox(
        JSON.stringify({
          specversion: '1.0',
          id,
          source: '/tandem/orders',
          type: `products.${type}.v1`,
          subject: String(data.orderId ?? 'products'),
          time: new Date(clock.now()).toISOString(),
          datacontenttype: 'application/json',
          sequence: 1,
          correlationid: 'request-1',
          causationid: 'request-1',
          data,
        }),
      );
    },

    /** What was said to others, in no order. */
    said: async () => {
      const outboxes = ['0', '1', '2', '3'].map((shard) =>
        allOf(table.queryIndex<Told>('pending-index', shard, '9', 10_000)),
      );
      const commits = [...orders].map((id) => table.query<Told>(`RESERVATION#${id}`));
      const items = await Promise.all([...outboxes, ...commits]);
      return items
        .flat()
        .flatMap(({ messages = [] }) => messages)
        .map((told) => ('envelope' in told ? told.envelope : told))
        .map(({ type, data }) => ({ type, data }));
    },

    stock: async (sku: string) => (await request('read-stock', { params: { sku } })).body,
  };
};

export type Shop = ReturnType<typeof shop>;
