// What a start keeps in its folder, so that nothing of anybody else is mixed with it and cleared with it.

import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { UsageError } from '../../platform/cli/flags.ts';
import { makeFolder, paths, shown } from './paths.ts';

/** With what databases and journals put beside their files, such as `dynamodb.db-wal`. */
const made =
  /^(dynamodb\.db|fauxqs\.db|s3$|(secrets|streams)\.json|(mailbox|provider|spans)\.jsonl|tandem-compile-cache$)/;

const namesIn = (data: string): readonly string[] =>
  // Finder leaves one in every folder it has shown.
  existsSync(data) ? readdirSync(data).filter((name) => name !== '.DS_Store') : [];

/** Makes it where it is not; throws UsageError with what is `wanted` where nothing can be kept in it. */
export function requireFolder(folder: string, wanted: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`no data can be kept in ${shown(folder)} (${code}); ${wanted}`);
  }
}

/** Throws UsageError where no start has kept anything in it, and somebody else has. */
export function requireOwnFolder(data: string): void {
  const names = namesIn(data);
  if (names.length === 0 || names.some((name) => made.test(name))) return;
  throw new UsageError(`${shown(data)} holds other things; --data wants a folder of its own`);
}

/** Throws UsageError where more is in it than a start has made. */
export function requireNothingElse(data: string): void {
  if (data === paths.data) return;
  const other = namesIn(data).find((name) => !made.test(name));
  if (other === undefined) return;
  throw new UsageError(`${data} holds more than data of a start (${other}); remove it yourself`);
}
