// What is written in the transaction of an order's commit: coupons, lists, the cart, and what is forgotten.
import type { Table, Write } from '../../platform/data/table.ts';
import type { Carts } from './cart/cart-store.ts';
import { cartWrites } from './cart/putting-back.ts';
import { couponWrites } from './coupons/redeeming.ts';
import type { OrderCommand } from './domain/commands.ts';
import type { OrderState } from './domain/order.ts';
import { erasureWrites } from './erasure/erasure-writes.ts';
import { listMoves } from './lists/projection.ts';
import type { OrderStore } from './store.ts';

type Committed = Parameters<typeof cartWrites> extends [unknown, ...infer Rest] ? Rest : never;

/** Throws where it cannot be decided now; then nothing is committed. */
export type KeptWith = (
  command: OrderCommand,
  before: OrderState,
  ...committed: Committed
) => Promise<Write[]>;

export const createKeptWith =
  (table: Table, store: OrderStore, carts: Pick<Carts, 'putBack'>): KeptWith =>
  async (command, before, events, state) => [
    ...couponWrites(command, events, state),
    ...listMoves(before, state),
    ...(await cartWrites(carts, events, state)),
    ...(await erasureWrites({ table, store }, events, state)),
  ];
