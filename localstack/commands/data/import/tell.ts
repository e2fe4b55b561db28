// What came of an import, by the rows of the file.
import type { ProductImport } from '../../../../events/http/products/imports.ts';
import type { Terminal } from '../../../cli/terminal.ts';
import type { ImportLine } from './mapping.ts';

/** Answers the exit code. */
export function tell(
  report: ProductImport,
  lines: readonly ImportLine[],
  terminal: Terminal,
): number {
  const { created, updated, refused, errors } = report;
  terminal.line(`${created} products are new, ${updated} were changed, ${refused} refused`);
  for (const { line, detail, errors: faults } of errors) {
    const rows = lines[line - 1]?.rows.join(', ');
    const places = faults.map(({ pointer, detail: why }) => `${pointer}: ${why}`).join('; ');
    terminal.error(`rows ${rows}: ${places || detail}`);
  }
  return refused === 0 ? 0 : 1;
}
