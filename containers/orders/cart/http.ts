// The routes of the cart: a customer is known by the access token, a guest by X-Cart-Token.
import { randomBytes } from 'node:crypto';
import * as contracts from '../../../events/http/orders/cart.ts';
import {
  type Endpoint,
  endpoint,
  type Reply,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import {
  type Cart,
  emptyCart,
  putLine,
  refuseOverfull,
  removeLine,
  showCart,
} from '../domain/cart.ts';
import type { Quote } from '../domain/pricing/pricing.ts';
import type { CartOwner, Carts } from './cart-store.ts';

export interface CartServices {
  readonly carts: Carts;
  readonly catalogue: Catalogue;
}

/** 256 bits: who knows the token has the cart. */
const newToken = (): string => randomBytes(32).toString('base64url');

const tokenOf = (request: Pick<Request, 'header'>): string | undefined => {
  const token = request.header('x-cart-token');
  return token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined;
};

const skuOf = ({ sku }: { readonly sku: string }): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(sku)) throw new AppError('not-found');
  return sku;
};

export const cartEndpoints = ({ carts, catalogue }: CartServices): readonly Endpoint[] => {
  /** A customer who still has a guest's cart takes it over first. */
  const ownerOf = async (
    request: Pick<Request, 'header' | 'identity'>,
  ): Promise<CartOwner | undefined> => {
    const token = tokenOf(request);
    if (request.identity !== undefined) {
      const customerId = request.identity.subject;
      if (token !== undefined) await carts.takeOver(customerId, token);
      return { kind: 'customer', customerId };
    }
    if (token === undefined) return undefined;
    const guest: CartOwner = { kind: 'guest', token };
    return (await carts.find(guest)) === undefined ? undefined : guest;
  };

  const quotesOf = async (
    skus: readonly string[],
    { currency }: { readonly currency?: string | undefined },
  ): Promise<ReadonlyMap<string, Quote>> => {
    const wanted = checkedCurrency(currency, '/currency');
    return skus.length === 0 ? new Map() : catalogue.quote(skus, wanted);
  };

  const skusOf = ({ lines }: Cart): string[] => lines.map(({ sku }) => sku);

  const reply = (
    cart: Cart,
    owner: CartOwner | undefined,
    quotes: ReadonlyMap<string, Quote>,
  ): Reply => ({
    status: 200,
    headers: owner?.kind === 'guest' ? { 'x-cart-token': owner.token } : {},
    body: showCart(cart, quotes),
  });

  const cartOf = async (owner: CartOwner | undefined): Promise<Cart> =>
    (owner && (await carts.find(owner))) ?? emptyCart;

  const read = endpoint(contracts.readCart, async (request) => {
    const owner = await ownerOf(request);
    const cart = await cartOf(owner);
    return reply(cart, owner, await quotesOf(skusOf(cart), request.query));
  });

  const put = endpoint(contracts.putCartLine, async (request) => {
    const line = { sku: skuOf(request.params), quantity: request.body.quantity };
    const known = await ownerOf(request);
    const before = await cartOf(known);
    // Before anything is asked of the catalogue: it takes no more SKUs than a cart has lines.
    refuseOverfull(before, line.sku);
    const quotes = await quotesOf([...skusOf(before), line.sku], request.query);
    // A token that names no cart is never taken as it came: nobody gets a cart whose token somebody else has chosen.
    const owner = known ?? { kind: 'guest', token: newToken() };
    const cart = await carts.update(owner, (current) => putLine(current, line, quotes));
    return reply(cart, owner, quotes);
  });

  const remove = endpoint(contracts.deleteCartLine, async (request) => {
    const sku = skuOf(request.params);
    const owner = await ownerOf(request);
    const cart =
      owner === undefined
        ? emptyCart
        : await carts.update(owner, (current) => removeLine(current, sku));
    return reply(cart, owner, await quotesOf(skusOf(cart), request.query));
  });

  return [read, put, remove];
};
