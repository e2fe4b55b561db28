// A product and its prices as clients see them.
import type { Product, QuotedVariant } from '../../../events/http/products/products.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import {
  type CatalogueProduct,
  type CatalogueVariant,
  isSold,
  type Offer,
  priceAt,
} from './product.ts';

/** A price in the currency asked for where there is one, else in the variant's own. */
const shownPrice = (
  variant: Pick<CatalogueVariant, 'price' | 'prices'>,
  at: string,
  currency?: string,
): Money => priceAt(variant, at, currency) ?? priceAt(variant, at) ?? variant.price;

export const quote = (
  { sku, productId, name, status, ...prices }: Offer,
  available: number,
  at: string,
  currency?: string,
): QuotedVariant => ({
  sku,
  productId,
  name,
  price: { ...shownPrice(prices, at, currency) },
  available,
  status,
});

/** The product as clients see it. */
export const present = (
  product: CatalogueProduct,
  available: (sku: string) => number,
  at: string,
  currency?: string,
): Product => ({
  id: product.id,
  name: product.name,
  description: product.description,
  category: product.category,
  images: [...product.images],
  attributes: { ...product.attributes },
  status: product.status,
  version: product.version,
  variants: product.variants.map((variant) => ({
    sku: variant.sku,
    name: variant.name,
    options: { ...variant.options },
    price: { ...shownPrice(variant, at, currency) },
    ...(variant.prices.length === 0 ? {} : { prices: [...variant.prices] }),
    available: available(variant.sku),
    status: isSold(product, variant) ? 'active' : 'discontinued',
  })),
});
