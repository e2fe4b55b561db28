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
  for (const { line, detail, errors: refusals } of errors) {
    const { rows = [], faults = [] } = lines[line - 1] ?? {};
    const places = refusals.map(({ pointer, detail: why }) => `${pointer}: ${why}`).join('; ');
    terminal.error(`rows ${rows.join(', ')}: ${places || detail}`);
    for (const fault of faults) terminal.error(fault);
  }
  return refused === 0 ? 0 : 1;
}
