// Flags of every command: read in one way, and what is wrong with them is told in one line.

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What the caller can put right: shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** A flag that cannot be read: the help says more. */
export class FlagError extends UsageError {
  override readonly name = 'FlagError';
}

type Parsed<C extends ParseArgsConfig> = ReturnType<typeof parseArgs<C>>;

/** Throws FlagError where a flag is unknown or without its value, a word is out of place, or npm has kept the flags. */
export const readFlags = <C extends ParseArgsConfig>(
  config: C,
  environment: NodeJS.ProcessEnv = process.env,
): Parsed<C> => {
  const names = Object.keys(config.options ?? {});
  refuseKeptByNpm(names, environment);
  try {
    return parseArgs(config);
  } catch (error) {
    throw new FlagError(explain(error as Error, names));
  }
};

/** Throws FlagError where npm has kept one of these flags. */
export const refuseKeptByNpm = (
  names: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): void => {
  const kept = names.filter((name) => keptByNpm(name, environment));
  if (kept.length === 0) return;
  const flags = kept.map((name) => `--${name}`).join(', ');
  throw new FlagError(
    `${flags} went to npm, not to this command: put -- before the flags (npm run … -- --${kept[0]} …)`,
  );
};

/** `npm run start --port 3100`: npm takes the flag for one of its own settings and hands it on like this. */
const keptByNpm = (name: string, environment: NodeJS.ProcessEnv): boolean =>
  Boolean(environment[`npm_config_${name.replaceAll('-', '_')}`]);

/** Ends the process with exit code 2 where the flags cannot be read. */
export const parseFlags = <C extends ParseArgsConfig>(config: C): Parsed<C> => {
  try {
    return readFlags(config);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    printUsage(error);
    return process.exit(2);
  }
};

export const printUsage = ({ message }: UsageError): void => {
  process.stderr.write(`${message}\nSee --help.\n`);
};

const explain = ({ message }: Error, known: readonly string[]): string => {
  const unknown = /Unknown option '--?([^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return (message.split(/\.\s/)[0] ?? message).trim();
  const near = nearest(unknown, known);
  return `there is no flag --${unknown}${near ? `; did you mean --${near}?` : ''}`;
};

/** The known word with the fewest edits, if it is near enough to be meant. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .sort((one, other) => one.edits - other.edits);
  return best && best.edits <= Math.max(2, word.length / 3) ? best.candidate : undefined;
};

/** Letters added, left out, replaced, or swapped with the next (optimal string alignment). */
const editsBetween = (from: string, to: string): number => {
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
};

/** Throws UsageError where the SDK would take another place for AWS, as a shell that is set up for a laptop says it. */
export const requireAws = (environment: NodeJS.ProcessEnv = process.env): void => {
  const url = environment.AWS_ENDPOINT_URL;
  if (!url) return;
  throw new UsageError(`--aws, or ${url}? Take AWS_ENDPOINT_URL out of the environment for AWS`);
};

export interface Bounds {
  readonly fallback: number;
  /** @default 1 */
  readonly least?: number;
  readonly most: number;
}

/** The value of a flag that is a whole number. */
export const wholeFlag = (
  text: string | undefined,
  name: string,
  { fallback, least = 1, most }: Bounds,
): number => {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new FlagError(`--${name} must be a whole number from ${least} to ${most}, not ${text}`);
};
