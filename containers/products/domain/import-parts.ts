// Cuts newline-delimited JSON into parts that are worked through one by one.
import { AppError } from '../../../platform/kernel/errors.ts';

export interface ImportLine {
  /** Counted from 1, empty lines too. */
  readonly number: number;
  /** Empty where the line is too long to be a product. */
  readonly text: string;
}

export type ImportPart = readonly ImportLine[];

const longestLine = 64 * 1024;

/** A part is handled within one message: some seconds of work, and far from an item's 400 KB. */
const linesOfPart = 100;
const charactersOfPart = 24_000;

/** All parts are stored in one transaction, which takes a hundred items. */
const mostParts = 90;

export const linesOf = (text: string): ImportLine[] =>
  text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter(({ text: line }) => line !== '')
    .map((line) => (line.text.length > longestLine ? { ...line, text: '' } : line));

/** Throws `validation-failed` for nothing at all or too much at once. */
export const partsOf = (lines: readonly ImportLine[]): ImportPart[] => {
  if (lines.length === 0)
    throw new AppError('validation-failed', { detail: 'There are no lines.' });
  const parts: ImportLine[][] = [[]];
  let characters = 0;
  for (const line of lines) {
    let part = parts.at(-1) ?? [];
    const isFull = part.length >= linesOfPart || characters + line.text.length > charactersOfPart;
    if (isFull && part.length > 0) {
      part = [];
      parts.push(part);
      characters = 0;
    }
    part.push(line);
    characters += line.text.length;
  }
  if (parts.length > mostParts) {
    throw new AppError('validation-failed', {
      detail: `Too many lines at once: send at most ${mostParts * linesOfPart}.`,
    });
  }
  return parts;
};
