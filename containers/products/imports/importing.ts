// Works through a part of an import: each line is a product of its own, and doing it twice changes nothing more.
import { createHash } from 'node:crypto';
import { ImportedChange } from '../../../events/http/products/imports.ts';
import { NewProduct, type ProductChange } from '../../../events/http/products/products.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { parseJson } from '../../../platform/validation/json.ts';
import { faultsOf } from '../../../platform/validation/validation.ts';
import type { Adding } from '../catalogue/adding.ts';
import type { Changing } from '../catalogue/changing.ts';
import type { ImportLine } from '../domain/import-parts.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import type { StockStore } from '../stock/stock-store.ts';
import type { Existing, PartResult, RefusedLine, StoredPart } from './import-store.ts';

export type ImportLines = (importId: string, part: StoredPart) => Promise<PartResult>;

/** The same line of the same import makes the same product. */
const productIdOf = (importId: string, line: number): string =>
  `prd_${createHash('sha256').update(`${importId}#${line}`).digest('hex').slice(0, 32)}`;

const names = (value: unknown): value is { id: unknown } =>
  typeof value === 'object' && value !== null && 'id' in value;

const parse = ({ text }: ImportLine): ImportedChange | NewProduct => {
  if (text === '') throw new AppError('payload-too-large', { detail: 'At most 64 KiB a line.' });
  const value = parseJson(new TextEncoder().encode(text));
  const errors = faultsOf(names(value) ? ImportedChange : NewProduct, value);
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
  return value as ImportedChange | NewProduct;
};

/** Of the variants there are, all but the stock: that is corrected with a reason. */
const changeOf =
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

const refusal = (number: number, { code, message, options }: AppError): RefusedLine => ({
  line: number,
  code,
  detail: message,
  errors: [...(options.errors ?? [])],
});

export const createImportLines = ({
  adding,
  changing,
  stock,
}: {
  readonly adding: Adding;
  readonly changing: Changing;
  readonly stock: Pick<StockStore, 'read'>;
}): ImportLines => {
  /** Products that have SKUs of this one. */
  const ownersOf = async ({ variants }: NewProduct): Promise<string[]> => {
    const items = await stock.read(variants.map(({ sku }) => sku));
    return [...new Set([...items.values()].map(({ productId }) => productId))];
  };

  /** Where a SKU is taken: by this very line in an earlier delivery, or by a product that it may update. */
  const takeUp = async (id: string, given: NewProduct, existing: Existing, taken: AppError) => {
    const owners = await ownersOf(given);
    const [owner = ''] = owners;
    if (owners.length === 1 && owner === id) return 'created';
    if (existing === 'refuse') throw taken;
    if (owners.length !== 1) {
      throw new AppError('already-exists', { detail: 'Its SKUs are of several products.' });
    }
    await changing.update(owner, changeOf(given));
    return 'updated';
  };

  const importLine = async (importId: string, line: ImportLine, existing: Existing) => {
    const given = parse(line);
    if ('id' in given) {
      const { id, ...change } = given;
      await changing.update(id, () => change);
      return 'updated';
    }
    const id = productIdOf(importId, line.number);
    try {
      await adding.add(id, given);
      return 'created';
    } catch (error) {
      if (!isAppError(error, 'already-exists')) throw error;
      return takeUp(id, given, existing, error);
    }
  };

  return async (importId, { lines, existing }) => {
    const done = { created: 0, updated: 0 };
    const refused: RefusedLine[] = [];
    for (const line of lines) {
      try {
        done[await importLine(importId, line, existing)] += 1;
      } catch (error) {
        if (!isAppError(error) || error.status >= 500) throw error;
        refused.push(refusal(line.number, error));
      }
    }
    return { ...done, refused };
  };
};
