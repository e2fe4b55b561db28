// I5, I7, I8, I9 and I13: every order is where its events say, got there on allowed ways, and rests or is in time.
import type { Books, OrderStateView, Stream } from './books.ts';
import { amountsOf } from './money-rules.ts';
import type { Breach, Invariant, Snapshot } from './snapshot.ts';

const arrived = ['delivered', 'return_pending'];
/** Goods come back also while others are under way. */
const open = ['shipped', ...arrived];

/** Where each event may happen and where it may lead; events that are not here change no status. */
const transitions: Readonly<
  Record<string, readonly [from: readonly string[], to: readonly string[]]>
> = {
  'order-placed': [['absent'], ['pending_stock']],
  'stock-reserved': [['pending_stock'], ['pending_payment']],
  'order-confirmed': [['pending_payment'], ['confirmed']],
  'order-rejected': [['pending_stock', 'pending_payment'], ['rejected']],
  'cancellation-requested': [['confirmed', 'pending_payment'], ['cancel_pending']],
  'order-cancelled': [['cancel_pending'], ['cancelled']],
  'order-shipped': [['confirmed', 'shipped'], ['shipped']],
  'order-delivered': [['shipped'], arrived],
  'return-requested': [open, open],
  'return-received': [open, open],
  'return-lapsed': [open, open],
  'return-refused': [open, open],
  'return-withdrawn': [open, open],
  'order-returned': [open, ['returned']],
};

const listed = new Set(['confirmed', 'rejected', 'cancelled', 'shipped', 'delivered', 'returned']);

interface Walk {
  /** What the order may be by its events. */
  readonly statuses: readonly string[];
  readonly wrong?: string;
}

const walk = (events: Stream<OrderStateView>['events']): Walk => {
  let statuses: readonly string[] = ['absent'];
  for (const { event, version } of events) {
    const transition = transitions[event.type];
    if (transition === undefined) continue;
    const [from, to] = transition;
    if (!statuses.some((status) => from.includes(status))) {
      return { statuses, wrong: `${event.type} (${version}) in ${statuses.join(' or ')}` };
    }
    statuses = to;
  }
  return { statuses };
};

const areConsecutive = ({ events, version }: Stream<unknown>): boolean =>
  events.every((event, index) => event.version === index + 1) && events.length === version;

const viewFaults = (books: Books, id: string, { status, order }: OrderStateView): string[] => {
  const inView = (view: string) => books.views.has(`VIEW#${view} ${id}`);
  const wrong = [...listed].filter((each) => inView(`STATUS#${each}`) !== (each === status));
  return [
    ...wrong.map((each) => `the list of ${each} orders is wrong`),
    ...(inView(`CUSTOMER#${order.customerId}`) ? [] : ['not in the list of its customer']),
  ];
};

const holdings = (books: Books, id: string): string[] => {
  const reservation = books.reservations.get(id);
  const payment = books.payments.get(id)?.state;
  const { authorized, captured, voided, refunded } = amountsOf(
    payment ?? { status: 'none', steps: [] },
  );
  return [
    ...(reservation?.status === 'active' ? ['its stock is still reserved'] : []),
    ...(authorized - voided - captured > 0 ? [`${authorized - voided} still authorised`] : []),
    ...(captured - refunded > 0 ? [`${captured - refunded} still captured`] : []),
  ];
};

const orderFaults = (
  books: Books,
  stream: Stream<OrderStateView>,
  snapshot: Snapshot,
  isSame: (events: readonly { readonly type: string }[], state: unknown) => boolean,
): [Invariant, string][] => {
  const { id, state, events } = stream;
  if (state === undefined) return [['I9', 'events without a state']];
  const { statuses, wrong } = walk(events);
  const limit = Date.parse(snapshot.at) - snapshot.graceMs;
  const isQuiet = Date.parse(state.order.updatedAt) <= limit;
  const late = state.deadline !== undefined && Date.parse(state.deadline) < limit;
  const isOver = state.status === 'rejected' || state.status === 'cancelled';
  return [
    ...(late ? [['I5', `${state.status} since its deadline ${state.deadline}`] as const] : []),
    ...(wrong === undefined ? [] : [['I7', wrong] as const]),
    ...(areConsecutive(stream) ? [] : [['I8', 'versions are not 1 to n'] as const]),
    ...(statuses.includes(state.status) || wrong !== undefined
      ? []
      : [['I9', `events say ${statuses.join(' or ')}, the state ${state.status}`] as const]),
    ...(isSame(
      events.map(({ event }) => event),
      state,
    )
      ? []
      : [['I9', 'the fold of its events is not its state'] as const]),
    ...viewFaults(books, id, state).map((detail) => ['I9', detail] as const),
    ...(isOver && isQuiet ? holdings(books, id).map((detail) => ['I13', detail] as const) : []),
  ].map(([invariant, detail]) => [invariant, detail]);
};

export const orderBreaches = (
  books: Books,
  snapshot: Snapshot,
  isSame: (events: readonly { readonly type: string }[], state: unknown) => boolean = () => true,
): Breach[] => [
  ...[...books.orders.values()].flatMap((stream) =>
    orderFaults(books, stream, snapshot, isSame).map(([invariant, detail]) => ({
      invariant,
      subject: stream.id,
      detail,
    })),
  ),
  ...[...books.payments.values()]
    .filter((stream) => !areConsecutive(stream))
    .map(
      ({ id }): Breach => ({
        invariant: 'I8',
        subject: `payment ${id}`,
        detail: 'versions are not 1 to n',
      }),
    ),
];
