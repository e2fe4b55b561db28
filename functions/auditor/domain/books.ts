// The stored items by what they are, so that each rule finds what it compares.
import type { Envelope } from '../../../events/envelope.ts';
import { facts, type Service, services } from '../../../events/routes.ts';
import type { Snapshot, StoredItem } from './snapshot.ts';

export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

export interface OrderStateView {
  readonly status: string;
  readonly deadline?: string;
  readonly order: {
    readonly customerId: string;
    readonly totals: { readonly total: Amount };
    readonly payment: { readonly refunds: readonly { amount: Amount; done: boolean }[] };
    /** What each takes from the customer; the first one all, where none says. */
    readonly shipments?: readonly { readonly shipmentId: string; readonly charge?: Amount }[];
    readonly placedAt: string;
    readonly updatedAt: string;
  };
}

export interface PaymentStep {
  readonly kind: 'authorization' | 'capture' | 'void' | 'refund';
  readonly key: string;
  readonly amount: Amount;
  readonly progress: 'requested' | 'pending' | 'unknown' | 'succeeded' | 'failed';
}

export interface PaymentStateView {
  readonly status: string;
  readonly amount?: Amount;
  readonly steps?: readonly PaymentStep[];
}

export interface HeldLineView {
  readonly sku: string;
  readonly quantity: number;
  readonly sold: number;
  readonly returned: number;
  readonly released?: number;
}

export interface ReservationView {
  readonly status: string;
  readonly expiresAt?: string;
  readonly lines?: readonly HeldLineView[];
}

export interface StockView {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  /** Lines of the ledger: kind, on hand, reserved. */
  readonly ledger: readonly { kind: string; onHand: number; reserved: number }[];
}

interface EventItem extends StoredItem {
  readonly version: number;
  readonly event: { readonly type: string };
}

export interface Stream<State> {
  readonly id: string;
  readonly state: State | undefined;
  readonly version: number | undefined;
  readonly events: readonly EventItem[];
}

export interface Dispatched {
  readonly sender: Service;
  readonly envelope: Envelope;
  readonly receivers: readonly Service[];
  readonly pendingAt: string | undefined;
}

export interface Books {
  readonly orders: ReadonlyMap<string, Stream<OrderStateView>>;
  readonly payments: ReadonlyMap<string, Stream<PaymentStateView>>;
  readonly reservations: ReadonlyMap<string, ReservationView>;
  readonly stock: ReadonlyMap<string, StockView>;
  readonly messages: readonly Dispatched[];
  /** Ids of the messages each service has handled. */
  readonly inboxes: ReadonlyMap<Service, ReadonlySet<string>>;
  /** Entries of the views of orders: view, order. */
  readonly views: ReadonlySet<string>;
}

const afterPrefix = (pk: string): string => pk.slice(pk.indexOf('#') + 1);

const streamsOf = <State>(
  items: readonly StoredItem[],
  prefix: string,
): Map<string, Stream<State>> => {
  const mine = items.filter(({ pk }) => pk.startsWith(prefix));
  const streams = new Map<string, Stream<State>>();
  for (const [pk, group] of Map.groupBy(mine, (item) => item.pk)) {
    const state = group.find(({ sk }) => sk === 'STATE');
    const events = group
      .filter(({ sk }) => sk.startsWith('EVENT#'))
      .map((item) => item as EventItem)
      .sort((one, other) => one.version - other.version);
    const id = afterPrefix(pk);
    const version = state?.version as number | undefined;
    streams.set(id, { id, state: state?.state as State | undefined, version, events });
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
    const pages = group.filter(({ sk }) => sk.startsWith('LEDGER#'));
    const lines = [...pages.flatMap(({ lines }) => lines), ...(item.recent as string[])];
    const view = item as unknown as Omit<StockView, 'ledger'>;
    const { sku, onHand, reserved, available } = view;
    stock.set(sku, { sku, onHand, reserved, available, ledger: (lines as string[]).map(lineOf) });
  }
  return stock;
};

const receiversOf = (destination: string, type: string): readonly Service[] =>
  destination === 'topic'
    ? (facts.find((fact) => fact.type === type)?.to ?? [])
    : [destination.slice('queue:'.length) as Service];

const messagesOf = (sender: Service, items: readonly StoredItem[]): Dispatched[] =>
  items.flatMap(({ messages, pendingAt }) =>
    ((messages ?? []) as { destination: string; envelope: Envelope }[]).map(
      ({ destination, envelope }) => ({
        sender,
        envelope,
        receivers: receiversOf(destination, envelope.type),
        pendingAt: pendingAt as string | undefined,
      }),
    ),
  );

const inboxOf = (items: readonly StoredItem[]): Set<string> =>
  new Set(items.filter(({ pk }) => pk.startsWith('INBOX#')).map(({ pk }) => afterPrefix(pk)));

const reservationsOf = (items: readonly StoredItem[]): Map<string, ReservationView> =>
  new Map(
    items
      .filter(({ pk, sk }) => pk.startsWith('RESERVATION#') && sk === 'STATE')
      .map(({ pk, state }) => [afterPrefix(pk), state as ReservationView]),
  );

export const openBooks = ({ tables }: Snapshot): Books => ({
  orders: streamsOf(tables.orders, 'ORDER#'),
  payments: streamsOf(tables.payments, 'PAYMENT#'),
  reservations: reservationsOf(tables.products),
  stock: stockOf(tables.products),
  messages: services.flatMap((service) => messagesOf(service, tables[service])),
  inboxes: new Map(services.map((service) => [service, inboxOf(tables[service])])),
  views: new Set(
    tables.orders
      .filter(({ pk }) => pk.startsWith('VIEW#'))
      .map(({ pk, orderId }) => `${pk} ${String(orderId)}`),
  ),
});
