// Fields and commands of the cart.
import type { Cart } from '../../../events/http/orders/cart.ts';
import { segment } from '../../../platform/calls/public-api.ts';
import type { ApiCall, PublicApi } from '../api.ts';
import type { Resolvers, SchemaPart } from '../context.ts';
import { cartTypes } from './types.ts';

interface LineArgs {
  readonly sku: string;
  readonly quantity: number;
  readonly currency?: string;
}

const cartBy = async ({ ask }: PublicApi, call: Omit<ApiCall, 'service'>) => {
  const { body, headers } = await ask<Cart>({ service: 'orders', ...call });
  return { ...body, token: headers.get('x-cart-token') };
};

const lineAt = (sku: string) => `/cart/lines/${segment(sku)}`;

const resolvers: Resolvers = {
  Query: {
    cart: (_, { currency }: Pick<LineArgs, 'currency'>, { api }) =>
      cartBy(api, { path: '/cart', query: { currency } }),
  },
  Mutation: {
    setCartItem: (_, { sku, quantity, currency }: LineArgs, { api }) =>
      cartBy(api, {
        method: 'PUT',
        path: lineAt(sku),
        query: { currency },
        body: { quantity },
        patience: 'command',
      }),
    removeFromCart: (_, { sku, currency }: LineArgs, { api }) =>
      cartBy(api, {
        method: 'DELETE',
        path: lineAt(sku),
        query: { currency },
        patience: 'command',
      }),
  },
};

export const cartPart: SchemaPart = { types: cartTypes, resolvers };
