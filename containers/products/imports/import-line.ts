// A line of an import as it was given: a new product, or the change of one that is there.
import { createHash } from 'node:crypto';
import { ImportedChange } from '../../../events/http/products/imports.ts';
import { NewProduct, type ProductChange } from '../../../events/http/products/products.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { parseJson } from '../../../platform/validation/json.ts';
import { faultsOf } from '../../../platform/validation/validation.ts';
import type { ImportLine } from '../domain/import-parts.ts';
import type { CatalogueProduct } from '../domain/product.ts';

/** The same line of the same import makes the same product. */
export const productIdOf = (importId: string, line: number): string =>
  `prd_${createHash('sha256').update(`${importId}#${line}`).digest('hex').slice(0, 32)}`;

const names = (value: unknown): value is { id: unknown } =>
  typeof value === 'object' && value !== null && 'id' in value;

/** Throws `malformed-json`, `payload-too-large` or `validation-failed`. */
export const parseLine = ({ text }: ImportLine): ImportedChange | NewProduct => {
  if (text === '') throw new AppError('payload-too-large', { detail: 'At most 64 KiB a line.' });
  const value = parseJson(new TextEncoder().encode(text));
  const errors = faultsOf(names(value) ? ImportedChange : NewProduct, value);
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
  return value as ImportedChange | NewProduct;
};

/** Of the variants there are, all but the stock: that is corrected with a reason. */
export const changeOf =
  ({ variants, ...members }: NewProduct) =>
  (before: CatalogueProduct): ProductChange => {
    const known = new Set(before.variants.map(({ sku }) => sku));
    return {
      ...members,
      variants: variants.map(({ stock, ...variant }) =>
        known.has(variant.sku) ? variant : { ...variant, stock },
      ),
    };
  };
