// The stored items by what they are, so that each rule finds what it compares.
import type { Envelope } from '../../../events/envelope.ts';
import { facts, type Service, services } from '../../../events/routes.ts';
import {
  type AuditedEvent,
  type OrderView,
  orderOf,
  type PaymentView,
  paymentOf,
} from './folds.ts';
import { placeOf, type ReservationView, reservationOf } from './reservation-fold.ts';
import type { Snapshot, StoredItem } from './snapshot.ts';

/** Of one place: a SKU, or a shard of it. */
export interface StockView {
  readonly sku: string;
  readonly shard: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  /** Lines of the ledger: kind, on hand, reserved. */
  readonly ledger: readonly { kind: string; onHand: number; reserved: number }[];
}

export interface Stream<View> {
  readonly id: string;
  /** What its events add up to. */
  readonly view: View;
  readonly events: readonly AuditedEvent[];
}

export type Announced = Pick<Envelope, 'id' | 'type' | 'subject' | 'time'>;

export interface Dispatched {
  readonly sender: Service;
  readonly envelope: Announced;
  readonly receivers: readonly Service[];
  readonly pendingAt: string | undefined;
}

export interface Books {
  readonly orders: ReadonlyMap<string, Stream<OrderView>>;
  readonly payments: ReadonlyMap<string, Stream<PaymentView>>;
  readonly reservations: ReadonlyMap<string, ReservationView>;
  /** By place. */
  readonly stock: ReadonlyMap<string, StockView>;
  readonly messages: readonly Dispatched[];
  /** Ids of the messages each service has handled. */
  readonly inboxes: ReadonlyMap<Service, ReadonlySet<string>>;
  /** Entries of the views of orders: view, position. */
  readonly views: ReadonlySet<string>;
}

const commitPrefix = 'COMMIT#';

const aggregateOf = (pk: string): string => pk.slice(pk.indexOf('#') + 1);

/** The events of a commit, each with its version; the key says which is the first. */
const eventsOf = ({ sk, events }: StoredItem): AuditedEvent[] =>
  (events as AuditedEvent['event'][]).map((event, index) => ({
    version: Number(sk.slice(commitPrefix.length)) + index,
    event,
  }));

const streamsOf = <View>(
  items: readonly StoredItem[],
  prefix: string,
  viewOf: (events: readonly AuditedEvent[]) => View,
): Map<string, Stream<View>> => {
  const mine = items.filter(({ pk, sk }) => pk.startsWith(prefix) && sk.startsWith(commitPrefix));
  const streams = new Map<string, Stream<View>>();
  for (const [pk, group] of Map.groupBy(mine, (item) => item.pk)) {
    const commits = group.sort((one, other) => (one.sk < other.sk ? -1 : 1));
    const events = commits.flatMap(eventsOf);
    const id = aggregateOf(pk);
    streams.set(id, { id, view: viewOf(events), events });
  }
  return streams;
};

const lineOf = (line: string) => {
  const [kind = '', onHand, reserved] = line.split('|');
  return { kind, onHand: Number(onHand), reserved: Number(reserved) };
};

const stockOf = (items: readonly StoredItem[]): Map<string, StockView> => {
  const mine = items.filter(({ pk }) => pk.startsWith('SKU#'));
  const stock = new Map<string, StockView>();
  for (const group of Map.groupBy(mine, (item) => item.pk).values()) {
    const item = group.find(({ sk }) => sk === 'STOCK');
    if (item === undefined) continue;
    const isPage = ({ sk, first }: StoredItem) =>
      sk.startsWith('LEDGER#') && Number(first) <= Number(item.paged);
    const pages = group.filter(isPage);
    const lines = [...pages.flatMap(({ lines }) => lines), ...(item.recent as string[])];
    const view = item as unknown as Omit<StockView, 'ledger' | 'shard'> & { shard?: number };
    const { sku, shard = 0, onHand, reserved, available } = view;
    const ledger = (lines as string[]).map(lineOf);
    stock.set(placeOf({ sku, shard }), { sku, shard, onHand, reserved, available, ledger });
  }
  return stock;
};

const receiversOf = (destination: string, type: string): readonly Service[] =>
  destination === 'topic'
    ? (facts.find((fact) => fact.type === type)?.to ?? [])
    : [destination.slice('queue:'.length) as Service];

interface Committed {
  readonly id: string;
  readonly destination: string;
  readonly type: string;
  readonly subject?: string;
}

/** A commit says what its messages have in common. */
const committed = ({ pk, time, messages }: StoredItem) =>
  (messages as readonly Committed[]).map(
    ({ id, destination, type, subject = aggregateOf(pk) }) => ({
      destination,
      envelope: { id, type, subject, time: String(time) },
    }),
  );

const dispatchedOf = (sender: Service, items: readonly StoredItem[]): Dispatched[] =>
  items
    .filter(({ messages }) => messages !== undefined)
    .flatMap((item) => {
      const addressed = item.sk.startsWith(commitPrefix)
        ? committed(item)
        : (item.messages as readonly { destination: string; envelope: Announced }[]);
      return addressed.map(({ destination, envelope }) => ({
        sender,
        envelope,
        receivers: receiversOf(destination, envelope.type),
        pendingAt: item.pendingAt as string | undefined,
      }));
    });

const inboxOf = (items: readonly StoredItem[]): Set<string> =>
  new Set(
    items.flatMap(({ pk, messageId }) =>
      pk.startsWith('INBOX#') ? aggregateOf(pk) : ((messageId as string | undefined) ?? []),
    ),
  );

const reservationsOf = (items: readonly StoredItem[]): Map<string, ReservationView> =>
  new Map([...streamsOf(items, 'RESERVATION#', reservationOf)].map(([id, { view }]) => [id, view]));

export const openBooks = ({ tables }: Snapshot): Books => ({
  orders: streamsOf(tables.orders, 'ORDER#', orderOf),
  payments: streamsOf(tables.payments, 'PAYMENT#', paymentOf),
  reservations: reservationsOf(tables.products),
  stock: stockOf(tables.products),
  messages: services.flatMap((service) => dispatchedOf(service, tables[service])),
  inboxes: new Map(services.map((service) => [service, inboxOf(tables[service])])),
  views: new Set(
    tables.orders.filter(({ pk }) => pk.startsWith('VIEW#')).map(({ pk, sk }) => `${pk} ${sk}`),
  ),
});
