// What a customer pays for which goods: each shipment its own lines, with their share of the discount and of the shipping.
import type { StockLine } from '../../../../events/schemas.ts';
import {
  type Money,
  money,
  payableStep,
  portion,
  subtract,
  sum,
} from '../../../../platform/kernel/money.ts';
import { isFree, type OrderDetails, type OrderLine } from '../order.ts';
import { shippedLines, spread, unsentLines } from './quantities.ts';

const totalOf = (amounts: readonly number[]): number =>
  amounts.reduce((all, amount) => all + amount, 0);

/** What was paid for the first `quantity` pieces of a line, rounded once: all pieces together give the line's total. */
const paidForFirst = (line: OrderLine, quantity: number): number =>
  portion(line.total, quantity, line.quantity, payableStep(line.total.currency)).amount;

/** Minor units for so many pieces of each line; the last one is their share of what is paid beside the lines (shipping). */
const partsFor = ({ lines, totals }: OrderDetails, pieces: readonly number[]): number[] => {
  const paid = lines.map((line, index) => paidForFirst(line, pieces[index] ?? 0));
  const goods = totalOf(lines.map(({ total }) => total.amount));
  const { currency } = totals.total;
  const beside = money(totals.total.amount - goods, currency);
  // Where the goods cost nothing, the pieces share the shipping.
  const [share, whole] =
    goods > 0
      ? [totalOf(paid), goods]
      : [totalOf([...pieces]), totalOf(lines.map(({ quantity }) => quantity))];
  return [...paid, portion(beside, share, whole, payableStep(currency)).amount];
};

const worthOf = (order: OrderDetails, lines: readonly StockLine[]): Money =>
  money(totalOf(partsFor(order, spread(order.lines, lines))), order.totals.total.currency);

/** What `lines` add to the worth of those `before`: all steps together give the order's total. */
export const worthAfter = (
  order: OrderDetails,
  before: readonly StockLine[],
  lines: readonly StockLine[],
): Money => subtract(worthOf(order, [...before, ...lines]), worthOf(order, before));

/** The first shipment has taken the whole payment, as it was in earlier days. */
export const isPaidUpFront = ({ shipments }: OrderDetails): boolean =>
  shipments.some(({ charge }) => charge === undefined);

/** What a shipment of these lines takes from the customer. */
export const chargeFor = (order: OrderDetails, lines: readonly StockLine[]): Money =>
  worthAfter(order, shippedLines(order), lines);

/** Minor units that were or will be taken for what was sent, by line, and beside the lines as the last one. */
export const chargedParts = (order: OrderDetails): number[] =>
  partsFor(
    order,
    isPaidUpFront(order)
      ? order.lines.map(({ quantity }) => quantity)
      : spread(order.lines, shippedLines(order)),
  );

/** Minor units for goods that come back when others came back before. */
export const partsOf = (
  order: OrderDetails,
  before: readonly StockLine[],
  lines: readonly StockLine[],
): number[] => {
  const earlier = partsFor(order, spread(order.lines, before));
  return partsFor(order, spread(order.lines, [...before, ...lines])).map((part, index) =>
    index < order.lines.length ? part - (earlier[index] ?? 0) : 0,
  );
};

/** All that was taken for shipments so far has come. */
export const isAllCaptured = (order: OrderDetails): boolean => {
  const { payment, shipments } = order;
  if (isFree(order)) return true;
  if (isPaidUpFront(order)) return payment.captured.amount > 0;
  return shipments.every(
    ({ shipmentId, charge }) => charge?.amount === 0 || payment.captures?.includes(shipmentId),
  );
};

/** Nothing else will be sent, and the provider still holds money of the customer. */
export const holdsTooMuch = (order: OrderDetails): boolean => {
  const { shipments, totals } = order;
  if (isFree(order) || isPaidUpFront(order) || !isAllCaptured(order)) return false;
  const charged = sum(
    shipments.flatMap(({ charge }) => charge ?? []),
    totals.total.currency,
  );
  return (
    shipments.length > 0 && unsentLines(order).length === 0 && charged.amount < totals.total.amount
  );
};
