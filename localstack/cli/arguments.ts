// Reads the flags of a command; what it does not know is refused with the nearest it does.

import { parseArgs } from 'node:util';

export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Shown after the flag in the help, e.g. `<port>`. */
  readonly value?: string;
  readonly help: string;
}

export interface Flags {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** What the caller can put right: shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** A flag that cannot be read: the help says more. */
export class FlagError extends UsageError {
  override readonly name = 'FlagError';
}

export function readFlags(args: readonly string[], flags: Readonly<Record<string, Flag>>): Flags {
  const known = { ...flags, help: { type: 'boolean', help: '' } as const };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, short, multiple }]: [string, Flag]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { values: { ...values }, positionals };
  } catch (error) {
    throw new FlagError(explain(error as NodeJS.ErrnoException, Object.keys(known)));
  }
}

function explain(error: NodeJS.ErrnoException, known: readonly string[]): string {
  const unknown = /Unknown option '--?([^']+)'/.exec(error.message)?.[1];
  if (unknown === undefined) return (error.message.split('. ')[0] ?? error.message).trim();
  const near = nearest(unknown, known);
  return `there is no flag --${unknown}${near ? `; did you mean --${near}?` : ''}`;
}

/** The known word with the fewest edits, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

/** Edits from one word to the other: a letter added, left out, replaced, or swapped with the next. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_unused, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column - 1) + (same ? 0 : 1),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(from.length, to.length);
}

export function portFlag(value: unknown, fallback: number, name: string): number {
  if (value === undefined || value === '') return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new FlagError(`${name} must be a port from 1 to 65535, not ${String(value)}`);
}
