// Flags of a command: read, or told in one line what is wrong with them.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Ends the process with exit code 2 where a flag is unknown or has no value. */
export const parseFlags = <C extends ParseArgsConfig>(config: C) => {
  try {
    return parseArgs(config);
  } catch (error) {
    const [first] = (error as Error).message.split('. ');
    process.stderr.write(`${first}\nSee --help.\n`);
    return process.exit(2);
  }
};
