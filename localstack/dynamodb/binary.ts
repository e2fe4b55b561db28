// Where the program of the embedded DynamoDB is on this machine, and how to get it where it is not.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** What decides it; a test tries other machines than this one. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Folders where programs are looked for, as in PATH. */
  readonly path: string;
  /** Path of a file in an installed package; throws where it is not. */
  readonly resolve: (file: string) => string;
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  arch: process.arch,
  path: process.env.PATH ?? '',
  resolve: createRequire(import.meta.url).resolve,
});

/** Path of dynoxide: the package of this platform, or else a program in the PATH. */
export function findDynoxide(machine = thisMachine()): string | undefined {
  const program = machine.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    return machine.resolve(`@dynoxide/${machine.platform}-${machine.arch}/${program}`);
  } catch {
    const separator = machine.platform === 'win32' ? ';' : delimiter;
    return machine.path
      .split(separator)
      .filter((directory) => directory !== '')
      .map((directory) => join(directory, program))
      .find((file) => existsSync(file));
  }
}

/** The one thing to do where there is no program. */
export function howToGetDynoxide({ platform, arch } = thisMachine()): string {
  const command =
    platform === 'darwin' ? 'brew install nubo-db/tap/dynoxide' : 'cargo install dynoxide-rs';
  return `no DynamoDB (dynoxide) for ${platform}-${arch}: run \`${command}\`, or set AWS_ENDPOINT_URL_DYNAMODB to a running DynamoDB Local`;
}
