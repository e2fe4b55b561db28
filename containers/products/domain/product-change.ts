// What an admin changes of a product: the named members, the variants by their SKU, and new variants.
import type { ProductChange } from '../../../events/http/products/products.ts';
import { AppError, type InputError } from '../../../platform/kernel/errors.ts';
import {
  type CatalogueProduct,
  type CatalogueVariant,
  checkPrices,
  checkSkus,
  type Offer,
  offerOf,
  toVariant,
} from './product.ts';

type VariantChange = NonNullable<ProductChange['variants']>[number];

export interface ChangedProduct {
  readonly product: CatalogueProduct;
  /** First stock of the variants that are new. */
  readonly added: ReadonlyMap<string, number>;
  /** Of the variants there were, those whose name, state or price is another now. */
  readonly offers: readonly Offer[];
}

const maxVariants = 40;

/** Characters as JSON: with its offers it stays far from the 400 KB that DynamoDB takes. */
const longest = 100_000;

const missing = (member: string, value: unknown, pointer: string): InputError[] =>
  value === undefined
    ? [{ pointer: `${pointer}/${member}`, code: 'required', detail: 'a new variant needs it' }]
    : [];

/** Stock is adjusted with a reason, never overwritten. */
const faultsOf = (change: VariantChange, isNew: boolean, pointer: string): InputError[] => {
  if (isNew) {
    const { name, price, stock } = change;
    return Object.entries({ name, price, stock }).flatMap(([member, value]) =>
      missing(member, value, pointer),
    );
  }
  return change.stock === undefined
    ? []
    : [{ pointer: `${pointer}/stock`, code: 'not-here', detail: 'is changed by an adjustment' }];
};

const changedVariant = (variant: CatalogueVariant, change: VariantChange): CatalogueVariant => {
  const { name = variant.name, options = variant.options } = change;
  const { price = variant.price, prices = variant.prices, status = variant.status } = change;
  return toVariant({ sku: variant.sku, name, options, price, prices, status });
};

const addedVariant = ({ name = '', price, ...given }: VariantChange) =>
  price === undefined ? [] : [toVariant({ ...given, name, price })];

const changedVariants = (
  variants: readonly CatalogueVariant[],
  changes: readonly VariantChange[],
): CatalogueVariant[] => {
  const bySku = new Map(changes.map((change) => [change.sku, change]));
  const known = new Set(variants.map(({ sku }) => sku));
  return [
    ...variants.map((variant) => {
      const change = bySku.get(variant.sku);
      return change === undefined ? variant : changedVariant(variant, change);
    }),
    ...changes.filter(({ sku }) => !known.has(sku)).flatMap(addedVariant),
  ];
};

const changedOffers = (before: CatalogueProduct, after: CatalogueProduct): Offer[] => {
  const offersBefore = new Map(
    before.variants.map((variant) => [variant.sku, JSON.stringify(offerOf(before, variant))]),
  );
  return after.variants
    .map((variant) => offerOf(after, variant))
    .filter((offer) => {
      const known = offersBefore.get(offer.sku);
      return known !== undefined && known !== JSON.stringify(offer);
    });
};

/** Throws `validation-failed` or `unsupported-currency`. */
export const changeProduct = (
  product: CatalogueProduct,
  { variants: changes = [], ...members }: ProductChange,
): ChangedProduct => {
  checkSkus(changes.map(({ sku }) => sku));
  checkPrices(changes);
  const known = new Set(product.variants.map(({ sku }) => sku));
  const errors = changes.flatMap((change, index) =>
    faultsOf(change, !known.has(change.sku), `/variants/${index}`),
  );
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
  const variants = changedVariants(product.variants, changes);
  if (variants.length > maxVariants) {
    throw new AppError('validation-failed', { detail: `At most ${maxVariants} variants.` });
  }
  const changed = { ...product, ...members, variants, version: product.version + 1 };
  if (JSON.stringify(changed).length > longest) {
    throw new AppError('validation-failed', { detail: `At most ${longest} characters in all.` });
  }
  return {
    product: changed,
    offers: changedOffers(product, changed),
    added: new Map(
      changes.filter(({ sku }) => !known.has(sku)).map(({ sku, stock = 0 }) => [sku, stock]),
    ),
  };
};
