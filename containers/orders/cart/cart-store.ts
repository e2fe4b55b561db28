// Where carts are kept: under their customer, or under the hash of a guest's token; unused ones disappear.
import { createHash } from 'node:crypto';
import type { StockLine } from '../../../events/schemas.ts';
import {
  isNew,
  type Key,
  type Table,
  versionIs,
  type Write,
} from '../../../platform/data/table.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { type Cart, emptyCart, mergeCarts, putBack, takeOut } from '../domain/cart.ts';

/** Whose cart it is. */
export type CartOwner =
  | {
      readonly kind: 'customer';
      readonly customerId: string;
      /** Of a guest's cart, as long as not all of it is in this one. */
      readonly token?: string;
    }
  | { readonly kind: 'guest'; readonly token: string };

export interface Carts {
  /** The cart as it is; undefined where there is none. */
  find(owner: CartOwner): Promise<Cart | undefined>;
  /** Changes the cart by what `change` makes of it, again when somebody else was faster. */
  update(owner: CartOwner, change: (cart: Cart) => Cart | Promise<Cart>): Promise<Cart>;
  /** Takes over what is in a guest's cart, which is gone then: nobody can take it a second time. False where some of it found no room, and stays there. */
  takeOver(customerId: string, token: string): Promise<boolean>;
  /** Buys: `act` writes what it is given together with its own, again when the cart has changed meanwhile; throws `cart-changed` where the cart does not hold the lines. */
  takeOut<Result>(
    owner: CartOwner,
    lines: readonly StockLine[],
    act: (writes: readonly Write[]) => Promise<Result>,
  ): Promise<Result>;
  /** The write that puts lines back into a customer's cart; `changed` is thrown when the cart has changed meanwhile. */
  putBack(customerId: string, lines: readonly StockLine[], changed: () => Error): Promise<Write>;
  remove(owner: CartOwner): Promise<void>;
}

interface CartItem extends Cart {
  readonly version: number;
  /** Seconds since 1970; checked here too, since TTL deletes up to days late. */
  readonly expiresAt: number;
}

interface Loaded {
  readonly cart: Cart;
  /** 0 where there is none. */
  readonly version: number;
}

const day = 86_400;
const keptDays = { customer: 180, guest: 30 } as const;

const keyOf = (owner: CartOwner): Key => ({
  pk:
    owner.kind === 'customer'
      ? `CART#${owner.customerId}`
      : // The token is a bearer's secret: only its hash is stored.
        `CART#GUEST#${createHash('sha256').update(owner.token).digest('base64url')}`,
  sk: 'CART',
});

class CartChanged extends Error {}

const isStale = (error: unknown): boolean => error instanceof CartChanged;

const untilSaved = <T>(run: () => Promise<T>): Promise<T> => retryOn(isStale, run);

export const createCarts = (table: Table, clock: Clock): Carts => {
  const load = async (owner: CartOwner): Promise<Loaded> => {
    const item = await table.get<CartItem>(keyOf(owner));
    if (item === undefined) return { cart: emptyCart, version: 0 };
    const isExpired = item.expiresAt <= epochSeconds(clock);
    return { cart: isExpired ? emptyCart : { lines: item.lines }, version: item.version };
  };

  const unchanged = (version: number) => ({
    condition: version === 0 ? isNew : versionIs(version),
    refused: () => new CartChanged(),
  });

  const save = (owner: CartOwner, { lines }: Cart, version: number): Write => ({
    put: {
      ...keyOf(owner),
      lines,
      version: version + 1,
      expiresAt: epochSeconds(clock) + keptDays[owner.kind] * day,
    },
    ...unchanged(version),
  });

  return {
    find: async (owner) => {
      const { cart, version } = await load(owner);
      return version === 0 ? undefined : cart;
    },

    update: (owner, change) =>
      untilSaved(async () => {
        const { cart, version } = await load(owner);
        const changed = await change(cart);
        await table.transact([save(owner, changed, version)]);
        return changed;
      }),

    takeOut: (owner, lines, act) =>
      untilSaved(async () => {
        const { cart, version } = await load(owner);
        return act([save(owner, takeOut(cart, lines), version)]);
      }),

    putBack: async (customerId, lines, changed) => {
      const owner = { kind: 'customer', customerId } as const;
      const { cart, version } = await load(owner);
      return { ...save(owner, putBack(cart, lines), version), refused: changed };
    },

    remove: (owner) => table.transact([{ remove: keyOf(owner) }]),

    takeOver: (customerId, token) =>
      untilSaved(async () => {
        const customer = { kind: 'customer', customerId } as const;
        const guest = { kind: 'guest', token } as const;
        const [own, theirs] = await Promise.all([load(customer), load(guest)]);
        if (theirs.version === 0) return true;
        const { merged, left } = mergeCarts(own.cart, theirs.cart);
        const isWhole = left.lines.length === 0;
        if (!isWhole && left.lines.length === theirs.cart.lines.length) return false;
        await table.transact([
          save(customer, merged, own.version),
          isWhole
            ? { remove: keyOf(guest), ...unchanged(theirs.version) }
            : save(guest, left, theirs.version),
        ]);
        return isWhole;
      }),
  };
};
