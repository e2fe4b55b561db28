// The rows of a CSV.
import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from '../../../../platform/cli/flags.ts';
import type { Mapping, Row } from './mapping.ts';

export function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
}

/** With the names of the columns in the first row; a byte order mark is none of them. */
export function rowsOf(csv: string, { delimiter }: Mapping): Row[] {
  try {
    return parse(csv, { bom: true, columns: true, delimiter, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`the CSV: ${error.message}`);
    throw error;
  }
}
