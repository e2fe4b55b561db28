// The routes of the cart.
import * as contracts from '../../../events/http/orders/cart.ts';
import { type Endpoint, endpoint, type Reply } from '../../../platform/http/endpoint.ts';
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
import { createOwnerOf, newGuest } from './cart-owner.ts';
import type { CartOwner, Carts } from './cart-store.ts';

type Quotes = Awaited<ReturnType<Catalogue['quote']>>;

const skuOf = ({ sku }: { readonly sku: string }): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(sku)) throw new AppError('not-found');
  return sku;
};

export const cartEndpoints = ({
  carts,
  catalogue,
}: {
  readonly carts: Carts;
  readonly catalogue: Pick<Catalogue, 'quote'>;
}): readonly Endpoint[] => {
  const ownerOf = createOwnerOf(carts);

  const quotesOf = async (
    skus: readonly string[],
    { currency }: { readonly currency?: string | undefined },
  ): Promise<Quotes> => {
    const wanted = checkedCurrency(currency, '/currency');
    return skus.length === 0 ? new Map() : catalogue.quote(skus, wanted);
  };

  const skusOf = ({ lines }: Cart): string[] => lines.map(({ sku }) => sku);

  const reply = (cart: Cart, owner: CartOwner | undefined, quotes: Quotes): Reply => ({
    status: 200,
    headers: owner?.token === undefined ? {} : { 'x-cart-token': owner.token },
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
    let asked = [...skusOf(before), line.sku];
    let quotes = await quotesOf(asked, request.query);
    // A token that names no cart is never taken as it came: nobody gets a cart whose token somebody else has chosen.
    const owner = known ?? newGuest();
    const cart = await carts.update(owner, async (current) => {
      // Others may have put in meanwhile what was not asked for.
      if (skusOf(current).some((sku) => !asked.includes(sku))) {
        refuseOverfull(current, line.sku);
        asked = [...skusOf(current), line.sku];
        quotes = await quotesOf(asked, request.query);
      }
      return putLine(current, line, quotes);
    });
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
