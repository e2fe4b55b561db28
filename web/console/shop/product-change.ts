// What a form changes of a product: only what is no longer as it was, so that what others have changed stays.
import type { Product, ProductChange, Variant } from '../../../events/http/products/products.ts';

export interface ProductRow {
  readonly product: Product;
  readonly variant: Variant;
}

export const states = ['active', 'discontinued'] as const;
type State = (typeof states)[number];

/** A variant says so only where it differs from its product. */
export const stateOf = ({ product, variant }: ProductRow): State =>
  variant.status ?? product.status;

export const productChange = (row: ProductRow, values: Record<string, string>): ProductChange => {
  const { product, variant } = row;
  const { name = product.name, variantName = variant.name, price, status } = values;
  const state = states.find((each) => each === status) ?? stateOf(row);
  const amount = Number(price ?? variant.price.amount);
  const ofVariant = {
    ...(variantName !== variant.name && { name: variantName }),
    ...(amount !== variant.price.amount && { price: { ...variant.price, amount } }),
    ...(state !== stateOf(row) && { status: state }),
  };
  return {
    ...(name !== product.name && { name }),
    ...(Object.keys(ofVariant).length > 0 && { variants: [{ sku: variant.sku, ...ofVariant }] }),
  };
};
