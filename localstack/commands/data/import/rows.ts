// The rows of a CSV.
import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from '../../../../platform/cli/flags.ts';
import type { Mapping, Row } from './mapping.ts';

/** Without the byte order mark that some put before it. */
export function read(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} is not UTF-8; save it as that`);
  }
}

/** With the names of the columns in the first row. */
export function rowsOf(csv: string, { delimiter }: Mapping): Row[] {
  try {
    return parse(csv, { columns: true, delimiter, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`the CSV: ${error.message}`);
    throw error;
  }
}
