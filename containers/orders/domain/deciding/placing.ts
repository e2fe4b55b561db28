// From the customer's wish to a confirmed or rejected order: stock is reserved first, then the payment is authorised.
import { type Decision, ignore } from '../../../../platform/kernel/decider.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import { isSameMoney } from '../../../../platform/kernel/money.ts';
import { checkedAddress } from '../address/address.ts';
import type {
  Place,
  RecordPaymentAuthorized,
  RecordPaymentDeclined,
  RecordStockReservationFailed,
  RecordStockReserved,
} from '../commands.ts';
import { after, patience } from '../deadlines.ts';
import type { OrderEvent } from '../events.ts';
import { isFree, type OrderState } from '../order.ts';
import { priceOrder } from '../pricing/pricing.ts';
import { cancellation } from './cancelling.ts';
import { stockLines } from './lines.ts';

/** Most of one SKU in an order; also what a stock command can carry. */
const maxQuantity = 10_000;

const refuseTooMany = (command: Place): void => {
  const tooMany = stockLines(command.lines).find(({ quantity }) => quantity > maxQuantity);
  if (tooMany === undefined) return;
  const detail = `At most ${maxQuantity} of ${tooMany.sku} in one order.`;
  const line = command.lines.findIndex(({ sku }) => sku === tooMany.sku);
  const pointer = `/lines/${line}/quantity`;
  throw new AppError('validation-failed', {
    errors: [{ pointer, code: 'too-many', detail }],
  });
};

/** One of them as it was written before there could be several. */
const couponsOf = ({ coupons = [] }: Place): { coupon?: string; coupons?: readonly string[] } => {
  const codes = coupons.flatMap((coupon) => (coupon === 'unknown' ? [] : coupon.code));
  const [coupon, ...others] = codes;
  return { ...(coupon && { coupon }), ...(others.length > 0 && { coupons: codes }) };
};

export const place = (command: Place, state: OrderState): Decision<OrderEvent> => {
  if (state.status !== 'absent') throw new AppError('already-exists');
  refuseTooMany(command);
  const shippingAddress = checkedAddress(command.shippingAddress, '/shippingAddress');
  const { lines, totals } = priceOrder({ ...command, shippingAddress });
  const { at, expectedTotal } = command;
  if (expectedTotal !== undefined && !isSameMoney(expectedTotal, totals.total)) {
    const { amount, currency } = totals.total;
    throw new AppError('price-changed', { detail: `The total is ${amount} ${currency}.` });
  }
  return [
    {
      type: 'order-placed',
      at,
      orderId: command.orderId,
      customerId: command.customerId,
      lines,
      totals,
      shippingAddress,
      shippingMethod: command.shippingMethod,
      ...couponsOf(command),
      paymentToken: command.paymentToken,
      ...(command.fromCart ? { fromCart: true as const } : {}),
      deadline: after(at, patience.placing),
      reservedUntil: after(at, patience.reservation),
    },
  ];
};

export const recordStockReserved = (
  { at }: RecordStockReserved,
  state: OrderState,
): Decision<OrderEvent> => {
  switch (state.status) {
    case 'pending_stock': {
      const reserved: OrderEvent = { type: 'stock-reserved', at };
      if (state.order.cancelBy !== undefined) return [reserved, cancellation(state.order, at)];
      return isFree(state.order) ? [reserved, { type: 'order-confirmed', at }] : [reserved];
    }
    case 'rejected':
      return state.mayComeLate.reservation
        ? [{ type: 'stock-reserved-too-late', at }]
        : ignore('the reservation was released before');
    default:
      return ignore(`the order is ${state.status}`);
  }
};

export const recordStockReservationFailed = (
  { at, reason, sku }: RecordStockReservationFailed,
  state: OrderState,
): Decision<OrderEvent> =>
  state.status === 'pending_stock'
    ? [
        { type: 'stock-reservation-failed', at, reason, sku },
        { type: 'order-rejected', at, reason },
      ]
    : ignore(`the order is ${state.status}`);

export const recordPaymentAuthorized = (
  { at, amount, providerReference, capturesOnce }: RecordPaymentAuthorized,
  state: OrderState,
): Decision<OrderEvent> => {
  switch (state.status) {
    case 'pending_payment': {
      const { order } = state;
      if (!isSameMoney(amount, order.totals.total)) {
        return [
          { type: 'payment-mismatched', at, amount },
          { type: 'order-rejected', at, reason: 'payment_declined' },
        ];
      }
      const once = capturesOnce ? { capturesOnce: true as const } : {};
      return [
        { type: 'payment-authorized', at, amount, providerReference, ...once },
        order.cancelBy === undefined ? { type: 'order-confirmed', at } : cancellation(order, at),
      ];
    }
    case 'rejected':
      return state.mayComeLate.authorization
        ? [{ type: 'payment-authorized-too-late', at }]
        : ignore('the authorisation was voided before');
    default:
      return ignore(`the order is ${state.status}`);
  }
};

export const recordPaymentDeclined = (
  { at, reason }: RecordPaymentDeclined,
  state: OrderState,
): Decision<OrderEvent> =>
  state.status === 'pending_payment'
    ? [
        { type: 'payment-declined', at, reason },
        { type: 'order-rejected', at, reason },
      ]
    : ignore(`the order is ${state.status}`);
