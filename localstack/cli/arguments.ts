// The flags of a command as a table, which is also its help.

import { FlagError, readFlags as parse } from '../../platform/cli/flags.ts';

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

export function parseCommandFlags(
  args: readonly string[],
  flags: Readonly<Record<string, Flag>>,
): Flags {
  const known = { ...flags, help: { type: 'boolean', help: '' } as const };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, short, multiple }]: [string, Flag]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  const { values, positionals } = parse({ args: [...args], options, allowPositionals: true });
  return { values: { ...values }, positionals };
}

export function portFlag(value: unknown, fallback: number, name: string): number {
  if (value === undefined || value === '') return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new FlagError(`${name} must be a port from 1 to 65535, not ${String(value)}`);
}
