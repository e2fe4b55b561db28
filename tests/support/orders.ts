// Orders for tests: a placed one, and the events that bring it to any status.
import type {
  OrderCommand,
  Place,
  SystemCommand,
} from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import type { Quote } from '../../containers/orders/domain/pricing/pricing.ts';
import { specificationOf } from './specification.ts';

export const at = '2026-01-01T12:00:00.000Z';
export const orderId = 'ord_00000000000000000000000000000001';
export const customerId = 'usr_00000000000000000000000000000001';
export const strangerId = 'usr_00000000000000000000000000000002';

export const shippingAddress = {
  name: 'Ada Lovelace',
  line1: '1 Harbour Street',
  city: 'Kuwait City',
  postalCode: '13001',
  country: 'KW',
};

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** What the API says of a line of which nothing was held or sent. */
export const untouched = {
  reserved: 0,
  shipped: 0,
  delivered: 0,
  cancelled: 0,
  returned: 0,
  refunded: eur(0),
};

export const quote = (sku: string, amount: number, changes: Partial<Quote> = {}): Quote => ({
  sku,
  name: `The ${sku.toLowerCase()}`,
  price: eur(amount),
  sold: true,
  available: 100,
  ...changes,
});

export const quotes = (...items: readonly Quote[]): Map<string, Quote> =>
  new Map(items.map((item) => [item.sku, item]));

export const placeCommand = (changes: Partial<Place> = {}): Place => ({
  type: 'place',
  at,
  orderId,
  customerId,
  lines: [
    { sku: 'MUG', quantity: 2 },
    { sku: 'TEA', quantity: 3 },
  ],
  quotes: quotes(quote('MUG', 1250), quote('TEA', 499)),
  shippingAddress,
  shippingMethod: 'standard',
  paymentToken: 'tok_approved',
  ...changes,
});

/** Total of the order that `placeCommand` places. */
export const total = eur(2 * 1250 + 3 * 499);

const order = specificationOf(orderDecider);

/** What a command makes of an order in this state. */
export const run = (state: OrderState, command: OrderCommand) =>
  order.givenState(state).when(command);

export const orderAfter = (...commands: readonly OrderCommand[]): PlacedOrder => {
  const state = commands.reduce<OrderState>(
    (current, command) => run(current, command).state,
    orderDecider.initial,
  );
  if (state.status === 'absent') throw new Error('nothing was placed');
  return state;
};

const lateAt = '2027-01-01T00:00:00.000Z';
const customer = { kind: 'customer', customerId } as const;

export const replies = {
  reserved: { type: 'record-stock-reserved', at },
  outOfStock: {
    type: 'record-stock-reservation-failed',
    at,
    reason: 'out_of_stock',
    sku: 'MUG',
  },
  released: { type: 'record-stock-released', at, reason: 'released' },
  expired: { type: 'record-stock-released', at, reason: 'expired' },
  authorized: {
    type: 'record-payment-authorized',
    at,
    amount: total,
    providerReference: 'pay_1',
  },
  declined: { type: 'record-payment-declined', at, reason: 'payment_declined' },
  voided: { type: 'record-payment-voided', at },
  captured: { type: 'record-payment-captured', at, captureId: 'shp_1', amount: total },
  refunded: {
    type: 'record-payment-refunded',
    at,
    refundId: 'rfd_1',
    amount: eur(100),
  },
  refundFailed: { type: 'record-refund-failed', at, refundId: 'rfd_1' },
  flagged: { type: 'record-payment-flagged', at, reason: 'amounts differ' },
  cleared: { type: 'record-payment-cleared', at },
  notYetDue: { type: 'check-deadline', at },
  overdue: { type: 'check-deadline', at: lateAt },
} as const satisfies Record<string, SystemCommand>;

export const wishes = {
  place: placeCommand(),
  cancel: { type: 'cancel', at, actor: customer, cancellationId: 'can_1', refundId: 'rfd_8' },
  cancelLines: { type: 'cancel-lines', at, cancellationId: 'can_1', refundId: 'rfd_8' },
  ship: { type: 'ship', at, shipmentId: 'shp_1', carrier: 'Post', trackingNumber: 'T1' },
  changeAddress: {
    type: 'change-address',
    at,
    actor: customer,
    shippingAddress: { ...shippingAddress, line1: '2 Harbour Street' },
  },
  deliver: { type: 'deliver', at },
  requestReturn: {
    type: 'request-return',
    at,
    actor: customer,
    returnId: 'ret_1',
    lines: [{ sku: 'MUG', quantity: 1 }],
    reason: 'too big',
  },
  receiveReturn: { type: 'receive-return', at, returnId: 'ret_1', refundId: 'rfd_9' },
  refuseReturn: { type: 'refuse-return', at, returnId: 'ret_1', reason: 'worn' },
  withdrawReturn: { type: 'withdraw-return', at, actor: customer, returnId: 'ret_1' },
  refund: { type: 'refund', at, refundId: 'rfd_1', amount: eur(100), reason: 'scratched' },
} as const satisfies Record<string, OrderCommand>;

const toConfirmed = [wishes.place, replies.reserved, replies.authorized];
const toDelivered = [...toConfirmed, wishes.ship, replies.captured, wishes.deliver];
const everything = wishes.place.lines;

/** An order in each status, reached as it is in life. */
export const orders = {
  pending_stock: orderAfter(wishes.place),
  pending_payment: orderAfter(wishes.place, replies.reserved),
  confirmed: orderAfter(...toConfirmed),
  rejected: orderAfter(wishes.place, replies.outOfStock),
  cancel_pending: orderAfter(...toConfirmed, wishes.cancel),
  cancelled: orderAfter(...toConfirmed, wishes.cancel, replies.released, replies.voided),
  shipped: orderAfter(...toConfirmed, wishes.ship, replies.captured),
  delivered: orderAfter(...toDelivered),
  return_pending: orderAfter(...toDelivered, wishes.requestReturn),
  returned: orderAfter(
    ...toDelivered,
    { ...wishes.requestReturn, lines: everything },
    wishes.receiveReturn,
  ),
} as const satisfies Record<PlacedOrder['status'], PlacedOrder>;
