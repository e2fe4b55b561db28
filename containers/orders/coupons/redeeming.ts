// Coupons are used and given back in the very transaction of the order: their limits are its conditions.
import type { Condition, Write } from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { OrderCommand } from '../domain/commands.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderState } from '../domain/order.ts';
import { type Coupon, couponsOf } from '../domain/pricing/coupon.ts';
import { couponKey } from './coupons.ts';

const customerKey = (code: string, customerId: string) => ({
  pk: couponKey(code).pk,
  sk: `CUSTOMER#${customerId}`,
});

const changed = (by: 1 | -1) => ({ expression: 'ADD redeemed :by', values: { ':by': by } });

const isLeft: Condition = {
  expression: 'attribute_exists(pk) AND (attribute_not_exists(#limit) OR redeemed < #limit)',
  names: { '#limit': 'limit' },
};

const isLeftForCustomer = (limit: number): Condition => ({
  expression: 'attribute_not_exists(redeemed) OR redeemed < :limit',
  values: { ':limit': limit },
});

const refused = () => new AppError('coupon-exhausted');

const redeem = ({ code, limitPerCustomer }: Coupon, customerId: string): Write[] => [
  { update: couponKey(code), change: changed(1), condition: isLeft, refused },
  {
    update: customerKey(code, customerId),
    change: changed(1),
    ...(limitPerCustomer === undefined
      ? {}
      : { condition: isLeftForCustomer(limitPerCustomer), refused }),
  },
];

const giveBack = (code: string, customerId: string): Write[] => [
  { update: couponKey(code), change: changed(-1) },
  { update: customerKey(code, customerId), change: changed(-1) },
];

/** A coupon is used by the order it is placed with, and free again once that order is rejected or cancelled. */
export const couponWrites = (
  command: OrderCommand,
  events: readonly OrderEvent[],
  state: OrderState,
): Write[] => {
  if (state.status === 'absent') return [];
  const { order } = state;
  if (command.type === 'place') {
    const { coupons = [] } = command;
    return coupons.flatMap((coupon) =>
      coupon === 'unknown' ? [] : redeem(coupon, order.customerId),
    );
  }
  const isOver = events.some(({ type }) => type === 'order-rejected' || type === 'order-cancelled');
  return isOver ? couponsOf(order).flatMap((code) => giveBack(code, order.customerId)) : [];
};
