// The first screen: categories, what is new, and of whoever is known the cart and the latest order.
import { type MobileHome, mobileHome } from '../../../events/http/bff/mobile.ts';
import type { Cart } from '../../../events/http/orders/cart.ts';
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Category, Product } from '../../../events/http/products/products.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { conditional } from '../../../platform/http/precondition.ts';
import { askingFor, type MobileApi } from '../api.ts';
import { type List, none, ownAnswer } from '../list.ts';
import { cardOf, clip, fitted, orderOf } from '../trimming.ts';

const piecesOf = ({ lines, subtotal }: Cart) => ({
  pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  subtotal,
});

export const homeScreen = (api: MobileApi): Endpoint =>
  endpoint(mobileHome, async (request) => {
    const { ask, optional, partial } = askingFor(request, api);
    const isCustomer = request.identity?.roles.includes('customer') === true;
    const hasCart = isCustomer || request.header('x-cart-token') !== undefined;
    const extra = { service: 'orders', patience: 'extra' } as const;
    const fromProducts = { service: 'products', patience: 'extra' } as const;
    const newest = { sort: 'newest', available: 'true', limit: 6 };
    const [categories, products, cart, orders] = await Promise.all([
      optional('categories', ask<List<Category>>({ ...fromProducts, path: '/categories' }), none),
      optional(
        'products',
        ask<List<Product>>({ ...fromProducts, path: '/products', query: newest }),
        none,
      ),
      hasCart ? optional('cart', ask<Cart>({ ...extra, path: '/cart' }), null) : null,
      isCustomer
        ? optional(
            'order',
            ask<List<Order>>({ ...extra, path: '/orders', query: { own: true, limit: 1 } }),
            none,
          )
        : none,
    ]);
    const [latest] = orders.items;
    const top = categories.items.filter(({ parent }) => parent === null).slice(0, 12);
    const body: MobileHome = {
      categories: top.map(({ id, name }) => ({ id, name: clip(name, 40) })),
      products: products.items.map(cardOf),
      cart: cart === null ? null : piecesOf(cart),
      order: latest === undefined ? null : orderOf(latest),
      partial: partial(),
    };
    return conditional(
      request.header('if-none-match'),
      fitted(body, ['products', 'categories']),
      ownAnswer,
    );
  });
