// I5, I7, I8, I9 and I13: every order is where its events say, got there on allowed ways, and rests or is in time.
import type { Books, Stream } from './books.ts';
import type { OrderView } from './folds.ts';
import { amountsOf } from './money-rules.ts';
import type { Breach, Invariant, Snapshot } from './snapshot.ts';

const lists = ['open', 'waiting', 'rejected', 'cancelled', 'shipped', 'delivered', 'returned'];

/** Orders that are being placed are with those to be sent, those that wait to be cancelled with those to come back. */
const sharedLists: Readonly<Partial<Record<string, string>>> = {
  pending_stock: 'open',
  pending_payment: 'open',
  confirmed: 'open',
  cancel_pending: 'waiting',
  return_pending: 'waiting',
};

const listOf = (status: string): string => sharedLists[status] ?? status;

const areConsecutive = ({ events }: Stream<unknown>): boolean =>
  events.every(({ version }, index) => version === index + 1);

/** An entry at another place is of a try to place the order that came to nothing: it is not shown. */
const viewFaults = (books: Books, id: string, order: OrderView): string[] => {
  const { status, customerId, placedAt } = order;
  const inView = (view: string) => books.views.has(`VIEW#${view} ${placedAt}#${id}`);
  const wrong = lists.filter((each) => inView(`STATUS#${each}`) !== (each === listOf(status)));
  return [
    ...wrong.map((each) => `the list of ${each} orders is wrong`),
    ...(inView(`CUSTOMER#${customerId}`) ? [] : ['not in the list of its customer']),
  ];
};

const holdings = (books: Books, id: string): string[] => {
  const reservation = books.reservations.get(id);
  const payment = books.payments.get(id)?.view;
  const { authorized, captured, voided, refunded } = amountsOf(payment ?? { steps: [] });
  return [
    ...(reservation?.status === 'active' ? ['its stock is still reserved'] : []),
    ...(authorized - voided - captured > 0 ? [`${authorized - voided} still authorised`] : []),
    ...(captured - refunded > 0 ? [`${captured - refunded} still captured`] : []),
  ];
};

const orderFaults = (
  books: Books,
  stream: Stream<OrderView>,
  snapshot: Snapshot,
): (readonly [Invariant, string])[] => {
  const { id, view } = stream;
  const { status, deadline, wrong, updatedAt } = view;
  const limit = Date.parse(snapshot.at) - snapshot.graceMs;
  const isQuiet = Date.parse(updatedAt) <= limit;
  const isLate = deadline !== undefined && Date.parse(deadline) < limit;
  const isOver = status === 'rejected' || status === 'cancelled';
  return [
    ...(isLate ? [['I5', `${status} since its deadline ${deadline}`] as const] : []),
    ...(wrong === undefined ? [] : [['I7', wrong] as const]),
    ...(areConsecutive(stream) ? [] : [['I8', 'versions are not 1 to n'] as const]),
    ...viewFaults(books, id, view).map((detail) => ['I9', detail] as const),
    ...(isOver && isQuiet ? holdings(books, id).map((detail) => ['I13', detail] as const) : []),
  ];
};

export const orderBreaches = (books: Books, snapshot: Snapshot): Breach[] => [
  ...[...books.orders.values()].flatMap((stream) =>
    orderFaults(books, stream, snapshot).map(([invariant, detail]) => ({
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
