// The program of an emulator, and what it runs with.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import { paths } from '../cli/paths.ts';
import type { Profile } from './assembly/profiles.ts';

export interface EmulatorOptions {
  readonly profile: Profile;
  readonly port: number;
  /** Where functions reach it. */
  readonly address: string;
  /** Program to start instead of the profile's own. */
  readonly program?: string;
}

/** In the environment of its own that the hint makes, else in the PATH. */
export function programOf({ profile, program }: EmulatorOptions): string {
  if (program !== undefined) {
    if (existsSync(program)) return program;
    throw new UsageError(`--emulator: there is no ${program}`);
  }
  const [name] = profile.command;
  const directories = [
    join(paths.local, profile.name, 'bin'),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = directories.map((each) => join(each, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new UsageError(
    `${profile.title} is neither running nor installed (no ${name} in the PATH). Get it with\n  ${profile.install}\nor name the program with --emulator`,
  );
}

/** Its functions inherit this: the Node of this command, and nothing of an account that the shell may have. */
export function environmentOf({
  profile,
  port,
  address,
}: EmulatorOptions): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS|npm)_/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    ...profile.environment(port, address),
  };
}
