// Coupons in the table: their limits are conditions of the very transaction that places an order.
import type { Table } from '../../platform/data/table.ts';
import { type Condition, isNew, type Key, type Write } from '../../platform/data/write.ts';
import { AppError } from '../../platform/errors.ts';
import type { OrderCommand } from './domain/commands.ts';
import type { Coupon } from './domain/coupon.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';

export interface StoredCoupon extends Coupon {
  /** Orders it is in use for. */
  readonly redeemed: number;
}

export interface Coupons {
  find(code: string): Promise<StoredCoupon | undefined>;
  /** Throws `already-exists`. */
  create(coupon: Coupon): Promise<StoredCoupon>;
}

/** Codes are the same in upper and lower case. */
export const couponCode = (text: string): string => text.toUpperCase();

const keyOf = (code: string): Key => ({ pk: `COUPON#${code}`, sk: 'COUPON' });

const customerKey = (code: string, customerId: string): Key => ({
  pk: `COUPON#${code}`,
  sk: `CUSTOMER#${customerId}`,
});

export const createCoupons = (table: Table): Coupons => ({
  find: async (code) => {
    const item = await table.get<StoredCoupon>(keyOf(code));
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...coupon } = item;
    return coupon;
  },
  create: async (coupon) => {
    const stored = { ...coupon, redeemed: 0 };
    const refused = () => new AppError('already-exists', { detail: coupon.code });
    await table.transact([
      { put: { ...keyOf(coupon.code), ...stored }, condition: isNew, refused },
    ]);
    return stored;
  },
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
  { update: keyOf(code), change: changed(1), condition: isLeft, refused },
  {
    update: customerKey(code, customerId),
    change: changed(1),
    ...(limitPerCustomer === undefined
      ? {}
      : { condition: isLeftForCustomer(limitPerCustomer), refused }),
  },
];

const giveBack = (code: string, customerId: string): Write[] => [
  { update: keyOf(code), change: changed(-1) },
  { update: customerKey(code, customerId), change: changed(-1) },
];

/** A coupon is used by the order it is placed with, and free again once that order is rejected or cancelled. */
export const couponWrites = (
  command: OrderCommand,
  events: readonly OrderEvent[],
  state: OrderState,
): Write[] => {
  if (state.status === 'absent' || state.order.coupon === undefined) return [];
  const { coupon, customerId } = state.order;
  if (command.type === 'place' && typeof command.coupon === 'object') {
    return redeem(command.coupon, customerId);
  }
  const isOver = events.some(({ type }) => type === 'order-rejected' || type === 'order-cancelled');
  return isOver ? giveBack(coupon, customerId) : [];
};
