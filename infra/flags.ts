// Flags of a command: read, or told in one line what is wrong with them.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What the caller can put right: exit code 2. */
export class WrongFlags extends Error {}

/** Throws WrongFlags where a flag is unknown or has no value. */
export const readFlags = <C extends ParseArgsConfig>(config: C) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new WrongFlags((error as Error).message.split('. ')[0]);
  }
};

const tell = ({ message }: WrongFlags): void => {
  process.stderr.write(`${message}\nSee --help.\n`);
};

/** Ends the process with exit code 2 where a flag is unknown or has no value. */
export const parseFlags = <C extends ParseArgsConfig>(config: C) => {
  try {
    return readFlags(config);
  } catch (error) {
    tell(error as WrongFlags);
    return process.exit(2);
  }
};

export interface Bounds {
  readonly fallback: number;
  /** @default 1 */
  readonly least?: number;
  readonly most: number;
}

/** The value of a flag that is a number. */
export const wholeFlag = (
  text: string | undefined,
  name: string,
  { fallback, least = 1, most }: Bounds,
): number => {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new WrongFlags(`--${name} must be a whole number from ${least} to ${most}, not ${text}`);
};

export interface Command<Options> {
  readonly usage: string;
  /** Undefined where the help is asked for. */
  readonly readOptions: (args: readonly string[]) => Options | undefined;
  /** Answers the exit code. */
  readonly main: (options: Options) => Promise<number>;
  /**
   * What is told without a trace when it is thrown: exit code 1.
   * @default nothing
   */
  readonly failure?: new (
    message: string,
  ) => Error;
}

export const runCommand = async <Options>({
  usage,
  readOptions,
  main,
  failure,
}: Command<Options>): Promise<void> => {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === undefined) console.log(usage);
    else process.exitCode = await main(options);
  } catch (error) {
    if (error instanceof WrongFlags) {
      tell(error);
      process.exitCode = 2;
    } else if (failure !== undefined && error instanceof failure) {
      console.error(error.message);
      process.exitCode = 1;
    } else throw error;
  }
};
