// Works through a part of an import: each line is a product of its own, and doing it twice changes nothing more.
import type { ImportedChange } from '../../../events/http/products/imports.ts';
import type { NewProduct, ProductChange } from '../../../events/http/products/products.ts';
import { AppError, type InputError, isAppError } from '../../../platform/kernel/errors.ts';
import type { Adding } from '../catalogue/adding.ts';
import type { Changing } from '../catalogue/changing.ts';
import type { ImportLine } from '../domain/import-parts.ts';
import { changeOf, parseLine, productIdOf } from './import-line.ts';
import type { Existing, PartResult, RefusedLine, StoredPart } from './import-store.ts';

interface KnownStock {
  read(
    skus: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly productId: string; readonly onHand: number }>>;
}

export type ImportLines = (importId: string, part: StoredPart) => Promise<PartResult>;

/** What is wrong with the lines of a part is one item of 400 KB at most: more of a line, or all of a name, would keep the import from ever ending. */
const mostFaults = 20;
const longestPointer = 200;

/** Beyond them each line is told one: all parts are reported in one answer, of 10 MB at most. */
const mostFaultsOfPart = 400;

/** A letter of two parts is not cut in between. */
const shortened = (fault: InputError): InputError => ({
  ...fault,
  pointer: fault.pointer.slice(0, longestPointer).toWellFormed(),
});

const refusal = (
  number: number,
  { code, message, options }: AppError,
  told: number,
): RefusedLine => {
  const most = Math.max(1, Math.min(mostFaults, mostFaultsOfPart - told));
  const errors = (options.errors ?? []).slice(0, most).map(shortened);
  return { line: number, code, detail: message, errors };
};

export const createImportLines = ({
  adding,
  changing,
  stock,
}: {
  readonly adding: Pick<Adding, 'add'>;
  readonly changing: Pick<Changing, 'update'>;
  readonly stock: KnownStock;
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

  /** Without the stock that is there already: an earlier delivery of this line may have brought it. */
  const withoutKnownStock = async ({ id, ...change }: ImportedChange): Promise<ProductChange> => {
    const { variants = [] } = change;
    const items = await stock.read(variants.map(({ sku }) => sku));
    const left = variants.map((variant) => {
      const { stock: given, ...rest } = variant;
      const item = items.get(variant.sku);
      return item?.productId === id && item.onHand === given ? rest : variant;
    });
    return { ...change, ...(change.variants && { variants: left }) };
  };

  const updateOne = async (given: ImportedChange): Promise<void> => {
    const { id, ...change } = given;
    try {
      await changing.update(id, () => change);
    } catch (error) {
      if (!isAppError(error, 'validation-failed')) throw error;
      const rest = await withoutKnownStock(given);
      await changing.update(id, () => rest);
    }
  };

  const importLine = async (importId: string, line: ImportLine, existing: Existing) => {
    const given = parseLine(line);
    if ('id' in given) {
      await updateOne(given);
      return 'updated';
    }
    const id = productIdOf(importId, line.number);
    try {
      await adding.add(given, id);
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
        const told = refused.flatMap(({ errors }) => errors).length;
        refused.push(refusal(line.number, error, told));
      }
    }
    return { ...done, refused };
  };
};
