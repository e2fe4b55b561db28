// Where the embedded cloud keeps what it makes, below the repository.

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
const local = join(repository, '.local');

export const paths = {
  local,
  assembly: join(local, 'assembly'),
  data: join(local, 'data'),
  logs: join(local, 'logs'),
  run: join(local, 'run'),
  /** Fingerprint of the sources that `dist/` and the assembly were made from. */
  built: join(local, 'built.json'),
  buildLock: join(local, 'build.lock'),
  /** Copy of the assembly that `npm run dev` changes while it runs. */
  watched: join(local, 'watched'),
  compileCache: join(local, 'compile-cache'),
  /** Assemblies prepared for emulators, one a profile. */
  emulators: join(local, 'emulator'),
  dist: join(repository, 'dist'),
} as const;

/** As a person names it where he is. */
export const shown = (folder: string): string => relative(process.cwd(), folder) || '.';

/** One by one: all at once, Node tries for ever where the kernel makes none (`/proc/x`). */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
