// A product, what is there of it, and others of its category.
import { type MobileProduct, mobileProduct } from '../../../events/http/bff/mobile.ts';
import type { Product } from '../../../events/http/products/products.ts';
import { segment } from '../../../platform/calls/public-api.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { conditional } from '../../../platform/http/precondition.ts';
import { askingFor, type MobileApi } from '../api.ts';
import { type List, none } from '../list.ts';
import { cardOf, clip, fitted, shortLinks, variantsOf } from '../trimming.ts';

/** Prices and stock of a minute ago still sell; a checkout asks again. */
const forAll = 'public, max-age=60';

export const productScreen = (api: MobileApi): Endpoint =>
  endpoint(mobileProduct, async (request) => {
    const { ask, optional, partial } = askingFor(request, api);
    const path = `/products/${segment(request.params.id)}`;
    const found = await ask<Product>({ service: 'products', patience: 'screen', path });
    const query = { category: found.category, available: 'true', limit: 5 };
    const others = await optional(
      'related',
      ask<List<Product>>({ service: 'products', patience: 'extra', path: '/products', query }),
      none,
    );
    const body: MobileProduct = {
      id: found.id,
      name: clip(found.name, 120),
      description: clip(found.description, 400),
      category: found.category,
      images: shortLinks(found.images, 3),
      variants: variantsOf(found, 12),
      related: others.items
        .filter(({ id }) => id !== found.id)
        .slice(0, 4)
        .map(cardOf),
      partial: partial(),
    };
    const small = fitted(body, ['related', 'images', 'variants']);
    // Whoever asks again may get more: no cache stores it.
    const keeping = small.partial.length === 0 ? forAll : 'no-store';
    return conditional(request.header('if-none-match'), small, keeping);
  });
