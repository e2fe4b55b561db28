// Imports put together: what is kept of them, and how a part is worked through.
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import { createImportStore } from './import-store.ts';
import { createImportLines } from './importing.ts';

export const composeImports = (
  basis: TableBasis,
  catalogue: Parameters<typeof createImportLines>[0],
) => ({ imports: createImportStore(basis), importLines: createImportLines(catalogue) });
