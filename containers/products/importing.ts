// Works through a part of an import: each line is a product of its own, and doing it twice adds nothing.
import { createHash } from 'node:crypto';
import { NewProduct } from '../../events/http/products.ts';
import { AppError, isAppError } from '../../platform/errors.ts';
import { parseJson } from '../../platform/http/json.ts';
import { faultsOf } from '../../platform/validation.ts';
import type { Adding } from './adding.ts';
import type { CatalogueStore } from './catalogue-store.ts';
import type { ImportLine, ImportPart } from './domain/import-parts.ts';
import type { PartResult, RefusedLine } from './import-store.ts';

export type ImportLines = (importId: string, part: ImportPart) => Promise<PartResult>;

/** The same line of the same import makes the same product. */
const productIdOf = (importId: string, line: number): string =>
  `prd_${createHash('sha256').update(`${importId}#${line}`).digest('hex').slice(0, 32)}`;

const productOf = ({ text }: ImportLine): NewProduct => {
  if (text === '') throw new AppError('payload-too-large', { detail: 'At most 64 KiB a line.' });
  const value = parseJson(new TextEncoder().encode(text));
  const errors = faultsOf(NewProduct, value);
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
  return value as NewProduct;
};

const refusal = (number: number, { code, message, options }: AppError): RefusedLine => ({
  line: number,
  code,
  detail: message,
  errors: [...(options.errors ?? [])],
});

export const createImportLines =
  (adding: Adding, catalogue: CatalogueStore): ImportLines =>
  async (importId, part) => {
    /** Was it this very line, in an earlier delivery of the message? */
    const isOurs = async (id: string, error: unknown): Promise<boolean> =>
      isAppError(error, 'already-exists') && (await catalogue.read(id)) !== undefined;

    const importLine = async (line: ImportLine): Promise<RefusedLine | undefined> => {
      const id = productIdOf(importId, line.number);
      try {
        await adding.add(id, productOf(line));
      } catch (error) {
        if (await isOurs(id, error)) return undefined;
        if (isAppError(error) && error.status < 500) return refusal(line.number, error);
        throw error;
      }
      return undefined;
    };

    const refused: RefusedLine[] = [];
    for (const line of part) {
      const refusedLine = await importLine(line);
      if (refusedLine) refused.push(refusedLine);
    }
    return { imported: part.length - refused.length, refused };
  };
