// A program of its own: its flags are read, its help and its errors told in one way.

import { awsFaultOf } from '../../platform/cli/aws-faults.ts';
import { FlagError, printUsage } from '../../platform/cli/flags.ts';

export interface Program<Options> {
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

/** With the exit code of what is run; what AWS refuses is told without a trace: exit code 1. */
export const endWith = async (run: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await run();
  } catch (error) {
    const fault = awsFaultOf(error);
    if (fault === undefined) throw error;
    console.error(fault);
    process.exitCode = 1;
  }
};

export const runAsProgram = async <Options>({
  usage,
  readOptions,
  main,
  failure,
}: Program<Options>): Promise<void> => {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === undefined) console.log(usage);
    else await endWith(() => main(options));
  } catch (error) {
    if (error instanceof FlagError) {
      printUsage(error);
      process.exitCode = 2;
    } else if (failure !== undefined && error instanceof failure) {
      console.error(error.message);
      process.exitCode = 1;
    } else throw error;
  }
};
